using System.Globalization;

namespace RrrGpu.Host.Reports;

/// <summary>Numbers as reports write them; what is missing or not finite is a dash.</summary>
internal static class ReportNumbers
{
    private const string None = "—";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉";

    /// <summary>Four decimals, for accuracies and other shares.</summary>
    public static string Share(double? value) => Text(value, "0.0000");

    /// <summary>Three decimals, for overlaps.</summary>
    public static string Overlap(double? value) => Text(value, "0.000");

    /// <summary>Four significant digits at least, with a power of ten where the number is very large or small: 1.5e−4.</summary>
    public static string Short(double? value) => Text(value, Math.Abs(value ?? 0) switch
    {
        0 => "0",
        < 1e-3 or >= 1e6 => "0.###e0",
        < 1000 => "G4",
        _ => "0",
    });

    /// <summary>A percentage with one decimal.</summary>
    public static string Percent(double? share) => share is { } value && double.IsFinite(value) ? Text(100 * value, "0.0") + " %" : None;

    /// <summary>A whole number.</summary>
    public static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole number as an index: θ₁₂.</summary>
    public static string Subscript(int value) => string.Concat(Whole(value).Select(static c => c == '-' ? '₋' : Subscripts[c - '0']));

    /// <summary>A float as the decimal number that it was written as.</summary>
    public static double AsWritten(float value) =>
        float.IsFinite(value) ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value;

    private static string Text(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−') : None;
}
