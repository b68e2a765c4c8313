namespace RrrGpu.Training;

/// <summary>CIE 1976 L*a*b* of sRGB colours under D65 (IEC 61966-2-1).</summary>
internal static class CieLab
{
    /// <summary>Converts components from 0 to 255; L* is 0…100.</summary>
    public static (double L, double A, double B) Of(double red, double green, double blue)
    {
        var (r, g, b) = (Linear(red / 255), Linear(green / 255), Linear(blue / 255));
        var x = Root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        var y = Root(0.2126 * r + 0.7152 * g + 0.0722 * b);
        var z = Root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        return (116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double Linear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double Root(double value) => value > 216.0 / 24389 ? Math.Cbrt(value) : (24389.0 / 27 * value + 16) / 116;
}
