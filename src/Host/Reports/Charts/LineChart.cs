namespace RrrGpu.Host.Reports;

/// <summary>One point of a line.</summary>
/// <param name="X">Where it stands.</param>
/// <param name="Y">Its height.</param>
/// <param name="Low">Lower end of its range, over seeds for example; null draws none.</param>
/// <param name="High">Upper end of its range; null draws none.</param>
public sealed record LinePoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>Points joined by a line, in the order given.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Points">The points; a series may have none.</param>
/// <param name="IsOnSecondAxis">Whether its heights are those of the chart's second axis, on the right.</param>
/// <param name="IsReference">Whether these are others' numbers, drawn quietly beside our own.</param>
public sealed record LineSeries(string Name, IReadOnlyList<LinePoint> Points, bool IsOnSecondAxis = false, bool IsReference = false);

/// <summary>A level that heights are compared with, drawn across the chart and named in its legend.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Value">Its height.</param>
/// <param name="IsOnSecondAxis">Whether the height is that of the second axis.</param>
public sealed record LineLevel(string Name, double Value, bool IsOnSecondAxis = false);

/// <summary>How the ranges of points are drawn.</summary>
public enum RangeStyle
{
    /// <summary>A whisker at each point.</summary>
    Whiskers,

    /// <summary>A shaded band along the line.</summary>
    Band,
}

/// <summary>
/// Lines over a linear or logarithmic axis, with a second axis of heights where two quantities are to be seen together. Series differ in
/// colour, marker and dashes; the legend stands above. A point at 0 of a logarithmic x axis stands apart on the left, unjoined.
/// </summary>
/// <param name="X">The axis along the bottom.</param>
/// <param name="Y">The axis on the left.</param>
/// <param name="Series">The lines.</param>
/// <param name="SecondY">The axis on the right; null where there is none.</param>
/// <param name="Levels">Heights to compare with; null draws none.</param>
/// <param name="Ranges">How ranges are drawn.</param>
public sealed record LineChart(
    ChartAxis X,
    ChartAxis Y,
    IReadOnlyList<LineSeries> Series,
    ChartAxis? SecondY = null,
    IReadOnlyList<LineLevel>? Levels = null,
    RangeStyle Ranges = RangeStyle.Whiskers)
{
    /// <summary>Draws the chart.</summary>
    /// <param name="theme">Its colours.</param>
    /// <param name="width">Width in CSS pixels.</param>
    /// <param name="height">Height in CSS pixels.</param>
    /// <exception cref="ArgumentException">A number is not finite or not on its axis, a range is upside down, or a second axis is missing.</exception>
    public Picture Draw(ReportTheme theme, int width = 520, int height = 350)
    {
        ArgumentNullException.ThrowIfNull(theme);
        Validate();
        return new LineChartDrawing(this, theme).Draw(width, height);
    }

    /// <summary>The chart's numbers: a row for each point.</summary>
    /// <exception cref="ArgumentException">A number is not finite or not on its axis, a range is upside down, or a second axis is missing.</exception>
    public CsvTable ToCsv()
    {
        Validate();
        var csv = new CsvTable("series", "x", "y", "low", "high");
        foreach (LineSeries series in Series)
            foreach (LinePoint point in series.Points)
                csv.Append(series.Name, XText(point.X), CsvTable.Number(point.Y), CsvTable.Number(point.Low), CsvTable.Number(point.High));
        return csv;
    }

    private string XText(double x) =>
        X.Categories is { } names && x >= 0 && x < names.Count && double.IsInteger(x) ? names[(int)x].Replace('\n', ' ') : CsvTable.Number(x);

    private void Validate()
    {
        X.Validate("x");
        Y.Validate("y");
        SecondY?.Validate("second y");
        if (Series.Count == 0)
            throw new ArgumentException("series: expected at least one, got none");
        foreach (LineSeries series in Series)
        {
            string what = $"points of series '{series.Name}'";
            ChartAxis axis = AxisOf(what, series.IsOnSecondAxis);
            foreach (LinePoint point in series.Points)
            {
                if (!(double.IsFinite(point.X) && Heights(point).All(double.IsFinite)))
                    throw new ArgumentException($"{what}: expected finite numbers, got {point}");
                if (X.IsLogarithmic && point.X < 0)
                    throw new ArgumentException($"{what}: expected x of at least 0 on a logarithmic axis, got {point}");
                if (axis.IsLogarithmic && Heights(point).Any(y => y <= 0))
                    throw new ArgumentException($"{what}: expected heights above 0 on a logarithmic axis, got {point}");
                if (point.Low > point.High)
                    throw new ArgumentException($"{what}: expected a range's low end not above its high end, got {point}");
            }
        }

        foreach (LineLevel level in Levels ?? [])
        {
            if (!double.IsFinite(level.Value) || AxisOf($"level '{level.Name}'", level.IsOnSecondAxis).IsLogarithmic && level.Value <= 0)
                throw new ArgumentException($"level '{level.Name}': expected a number on its axis, got {level.Value}");
        }
    }

    private ChartAxis AxisOf(string what, bool isOnSecondAxis) =>
        !isOnSecondAxis ? Y : SecondY ?? throw new ArgumentException($"{what}: expected a second y axis, got none");

    /// <summary>The height of a point and the ends of its range.</summary>
    internal static IEnumerable<double> Heights(LinePoint point) => new[] { point.Y, point.Low, point.High }.OfType<double>();
}
