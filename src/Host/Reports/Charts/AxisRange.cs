namespace RrrGpu.Host.Reports;

/// <summary>What an axis spans, fitted to the values that are to stand along it.</summary>
internal sealed class AxisRange
{
    // Room beyond the outermost values, as a share of the span.
    private const double Margin = 0.035;

    private readonly ChartAxis _axis;
    private readonly double _least;
    private readonly double _most;
    private readonly double _zero;

    /// <summary>Fits a validated axis. On a logarithmic one, 0 stands apart on the left of the least value above it.</summary>
    public AxisRange(ChartAxis axis, IEnumerable<double> values, int mostTicks = 7)
    {
        _axis = axis;
        double[] known = [.. values.Concat(new[] { axis.Minimum, axis.Maximum }.OfType<double>())];
        double[] usable = axis.IsLogarithmic ? [.. known.Where(value => value > 0).Select(Math.Log10)] : known;
        (double least, double most) = usable.Length == 0 ? (0, axis.IsLogarithmic ? 0 : 1) : (usable.Min(), usable.Max());
        if (axis.Categories is { } names)
            (least, most) = (Math.Min(least, 0), Math.Max(most, names.Count - 1));
        if (most - least <= 1e-9 * Math.Max(Math.Abs(most), 1e-300))
            (least, most) = axis.IsLogarithmic || most == 0 || axis.Categories is not null ? (least - 0.5, most + 0.5) : (least - 0.1 * Math.Abs(least), most + 0.1 * Math.Abs(most));

        HasZero = axis.IsLogarithmic && known.Contains(0);
        double first = least;
        if (HasZero)
            least = _zero = least - Math.Max(1, 0.09 * (most - least));
        double room = (most - least) * Margin;
        _least = axis.Minimum is null || HasZero ? least - room : least;
        _most = axis.Maximum is null ? most + room : most;
        Ticks = [.. HasZero ? [new AxisTick(0, "0")] : Array.Empty<AxisTick>(), .. TicksFrom(HasZero ? first : _least, _most, mostTicks)];
    }

    /// <summary>The axis's name.</summary>
    public string Name => _axis.Name;

    /// <summary>Whether 0 stands apart on a logarithmic axis.</summary>
    public bool HasZero { get; }

    /// <summary>The marked values.</summary>
    public AxisTick[] Ticks { get; }

    /// <summary>How far along the axis a value stands: 0 at its start, 1 at its end.</summary>
    public double Share(double value) => (Place(value) - _least) / (_most - _least);

    private double Place(double value) => !_axis.IsLogarithmic ? value : value > 0 ? Math.Log10(value) : _zero;

    private AxisTick[] TicksFrom(double least, double most, int mostTicks)
    {
        if (_axis.Categories is { } names)
            return [.. names.Select((name, i) => new AxisTick(i, name))];
        return _axis.IsLogarithmic ? AxisTick.Logarithmic(Math.Pow(10, least), Math.Pow(10, most), mostTicks) : AxisTick.Linear(least, most, mostTicks);
    }
}
