using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace RrrGpu.Host.Reports;

/// <summary>
/// An axis of a chart as ScottPlot, whose axes are linear, draws it: where values stand on the plot, its ends and its ticks. A logarithmic
/// axis is one of powers of ten; 0 stands apart on the left of the least value above it.
/// </summary>
internal sealed class AxisScale
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    // Room beyond the outermost values, as a share of the span: plots cut off what reaches over their ends, markers too.
    private const double Margin = 0.035;

    // CSS pixels from one tick to the next, at least.
    private const float LeastTickStep = 28;
    private const float LeastPowerWidth = 44;
    private const float CategoryGap = 10;

    // Powers of ten that are as easily read in full.
    private const int LeastPlainPower = -3;
    private const int MostPlainPower = 4;

    private readonly ChartAxis _axis;
    private readonly double _first;
    private readonly double _zero;

    /// <summary>Fits a validated axis to the values that are to stand along it.</summary>
    public AxisScale(ChartAxis axis, IEnumerable<double> values)
    {
        _axis = axis;
        double[] known = [.. values.Concat(new[] { axis.Minimum, axis.Maximum }.OfType<double>())];
        double[] places = axis.IsLogarithmic ? [.. known.Where(static value => value > 0).Select(Math.Log10)] : known;
        (double least, double most) = places.Length == 0 ? (0, axis.IsLogarithmic ? 0 : 1) : (places.Min(), places.Max());
        if (axis.Categories is { } names)
            (least, most) = (Math.Min(least, 0), Math.Max(most, names.Count - 1));
        if (most - least <= 1e-9 * Math.Max(Math.Abs(most), 1e-300))
        {
            double half = axis.IsLogarithmic || most == 0 || axis.Categories is not null ? 0.5 : 0.1 * Math.Abs(most);
            (least, most) = (least - half, most + half);
        }

        _first = least;
        if (axis.IsLogarithmic && known.Contains(0))
        {
            least = _zero = least - Math.Max(1, 0.09 * (most - least));
            Break = (_zero + _first) / 2;
        }

        Minimum = least - (most - least) * Margin;
        Maximum = most + (most - least) * Margin;
    }

    /// <summary>The plot's end on the left or below.</summary>
    public double Minimum { get; }

    /// <summary>The plot's end on the right or above.</summary>
    public double Maximum { get; }

    /// <summary>The place between a 0 that stands apart and the rest, which is not to scale; null where there is none.</summary>
    public double? Break { get; }

    /// <summary>The place of a value on the plot.</summary>
    public double Place(double value) => !_axis.IsLogarithmic ? value : value > 0 ? Math.Log10(value) : _zero;

    /// <summary>Gives ends, ticks and name to an axis of a plot.</summary>
    /// <param name="axis">The plot's axis.</param>
    /// <param name="room">About how long it will be, in CSS pixels.</param>
    public void ApplyTo(IAxis axis, float room)
    {
        (axis.Min, axis.Max) = (Minimum, Maximum);
        axis.TickGenerator = TicksWithin(axis, room);
        axis.MinorTickStyle.Length = _axis.IsLogarithmic && axis.MajorTickStyle.Length > 0 ? 2 : 0;
        PlotLook.Name(axis, _axis.Name, room);
    }

    /// <summary>Round numbers, as many as there is room for.</summary>
    public static NumericAutomatic LinearTicks() => new()
    {
        LabelFormatter = Number,
        MinimumTickSpacing = LeastTickStep,
        MinorTickGenerator = new EvenlySpacedMinorTickGenerator(1),
    };

    /// <summary>
    /// Ticks between two powers of ten, at most <paramref name="most"/> of them labelled: powers of ten, and where there are few, twice and
    /// five times these as well.
    /// </summary>
    internal static Tick[] LogarithmicTicks(double least, double greatest, int most)
    {
        int first = (int)Math.Ceiling(least - 1e-9);
        int last = (int)Math.Floor(greatest + 1e-9);
        int step = Math.Max(0, last - first) / Math.Max(1, most) + 1;
        bool isFew = last - first < 2;
        bool isPlain = first >= LeastPlainPower && last <= MostPlainPower;
        return [.. from power in Enumerable.Range(first - 1, last - first + 2)
                   from factor in Enumerable.Range(1, 9)
                   let place = power + Math.Log10(factor)
                   where place >= least - 1e-9 && place <= greatest + 1e-9 && (step == 1 || factor == 1)
                   // Multiples of the step, so that 1 is among them wherever it is on the axis.
                   let isMajor = power % step == 0 && (factor == 1 || isFew && factor is 2 or 5)
                   select isMajor ? new Tick(place, isFew ? Number(factor * Math.Pow(10, power)) : Power(power, isPlain)) : Tick.Minor(place)];
    }

    /// <summary>A number as axes write it.</summary>
    internal static string Number(double value)
    {
        double size = Math.Abs(value);
        string text = size is >= 1e7 or (< 1e-4 and > 1e-12) ? value.ToString("0.###e+0", CultureInfo.InvariantCulture) : Math.Round(value, 10).ToString("0.##########", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text.Replace('-', '−');
    }

    private ITickGenerator TicksWithin(IAxis axis, float room)
    {
        if (_axis.Categories is { } names)
            return new NumericManual([.. CategoryTicks(names, room)]);
        if (!_axis.IsLogarithmic)
            return LinearTicks();
        Tick[] ticks = LogarithmicTicks(_first, Maximum, (int)(room / (axis.Edge.IsVertical() ? LeastTickStep : LeastPowerWidth)));
        if (ticks.Count(static tick => tick.IsMajor) + (Break is null ? 0 : 1) < 2)
            return new NumericAutomatic { LabelFormatter = static place => Number(Rounded(Math.Pow(10, place))), MinimumTickSpacing = LeastTickStep };
        return new NumericManual(Break is null ? ticks : [new Tick(_zero, "0"), .. ticks]);
    }

    // Names that would run into one another are left out, each with as many after it as it takes.
    private IEnumerable<Tick> CategoryTicks(IReadOnlyList<string> names, float room)
    {
        float widest = names.SelectMany(static name => name.Split('\n')).Select(static line => Lettering.Width(line, PlotLook.LetterSize)).DefaultIfEmpty(0).Max() + CategoryGap;
        int every = Math.Max(1, (int)Math.Ceiling(widest * (Maximum - Minimum) / room));
        return names.Select((name, i) => i % every == 0 ? new Tick(i, name) : Tick.Minor(i));
    }

    // To four significant digits.
    private static double Rounded(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Power(int power, bool isPlain)
    {
        if (isPlain || power == 0)
            return Number(Math.Pow(10, power));
        string digits = string.Concat(Math.Abs(power).ToString(CultureInfo.InvariantCulture).Select(static digit => Superscripts[digit - '0']));
        return "10" + (power < 0 ? "⁻" : "") + digits;
    }
}
