using System.Globalization;

namespace RrrGpu.Host.Reports;

/// <summary>A marked value of an axis.</summary>
/// <param name="Value">The value.</param>
/// <param name="Label">What is written there.</param>
internal readonly record struct AxisTick(double Value, string Label)
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    // Powers of ten that are as easily read in full.
    private const int LeastPlainPower = -3;
    private const int MostPlainPower = 4;

    private static readonly int[] RoundSteps = [1, 2, 5, 10];

    /// <summary>Round numbers between two ends, at most <paramref name="most"/> of them, each with the decimals that their step needs.</summary>
    public static AxisTick[] Linear(double minimum, double maximum, int most)
    {
        double raw = (maximum - minimum) / (most - 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * RoundSteps.First(factor => factor * power >= raw * (1 - 1e-9));
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        string format = maximum >= 1e7 || decimals > 6 ? "0.###e+0" : "F" + decimals.ToString(CultureInfo.InvariantCulture);
        var ticks = new List<AxisTick>();
        // Adding zero turns a negative zero, which would be written "-0.0", into a positive one.
        for (double i = Math.Ceiling(minimum / step - 1e-9) + 0.0; i * step <= maximum + step * 1e-9; i++)
            ticks.Add(new AxisTick(i * step, Minus((i * step).ToString(format, CultureInfo.InvariantCulture))));
        return [.. ticks];
    }

    /// <summary>Powers of ten between two ends above 0, at most <paramref name="most"/>; where there are too few, other round numbers as well.</summary>
    public static AxisTick[] Logarithmic(double minimum, double maximum, int most)
    {
        int first = (int)Math.Ceiling(Math.Log10(minimum) - 1e-9);
        int last = (int)Math.Floor(Math.Log10(maximum) + 1e-9);
        if (last - first >= 2)
        {
            int step = (last - first) / most + 1;
            bool isPlain = first >= LeastPlainPower && last <= MostPlainPower;
            // Multiples of the step, so that 1 is among them wherever it is on the axis.
            return [.. Enumerable.Range(first, last - first + 1).Where(power => power % step == 0).Select(power => new AxisTick(Math.Pow(10, power), Power(power, isPlain)))];
        }

        AxisTick[] round = [.. from power in Enumerable.Range(first - 1, last - first + 3)
                               from factor in RoundSteps.SkipLast(1)
                               let value = factor * Math.Pow(10, power)
                               where value >= minimum * (1 - 1e-9) && value <= maximum * (1 + 1e-9)
                               select new AxisTick(value, Minus(value.ToString(value is >= 1e-3 and < 1e5 ? "0.#####" : "0.#e+0", CultureInfo.InvariantCulture)))];
        return round.Length >= 2 ? round : Linear(minimum, maximum, most);
    }

    private static string Power(int power, bool isPlain)
    {
        if (isPlain || power == 0)
            return Math.Pow(10, power).ToString("0.###", CultureInfo.InvariantCulture);
        string digits = string.Concat(Math.Abs(power).ToString(CultureInfo.InvariantCulture).Select(digit => Superscripts[digit - '0']));
        return "10" + (power < 0 ? "⁻" : "") + digits;
    }

    private static string Minus(string number) => number.Replace('-', '−');
}
