namespace RrrGpu.Host.Reports;

/// <summary>One bar.</summary>
/// <param name="Value">Its height.</param>
/// <param name="Low">Lower end of its range, over seeds for example; null draws none.</param>
/// <param name="High">Upper end of its range; null draws none.</param>
public sealed record BarValue(double Value, double? Low = null, double? High = null);

/// <summary>Bars of one kind, one a group.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Bars">A bar for each group of the chart; null where this series has none.</param>
/// <param name="IsReference">Whether these are others' numbers, drawn quietly beside our own.</param>
public sealed record BarSeries(string Name, IReadOnlyList<BarValue?> Bars, bool IsReference = false);

/// <summary>Groups of bars side by side, each with its value above it where there is room.</summary>
/// <param name="ValueName">What the heights are, for the axis.</param>
/// <param name="Groups">The groups' names, left to right; a line feed breaks a long one.</param>
/// <param name="Series">The bars of every group, in the order they stand.</param>
/// <param name="Minimum">Where the axis starts.</param>
/// <param name="Maximum">Where the axis ends.</param>
/// <param name="NumberFormat">How values are written, a .NET numeric format.</param>
public sealed record BarChart(
    string ValueName,
    IReadOnlyList<string> Groups,
    IReadOnlyList<BarSeries> Series,
    double Minimum = 0,
    double Maximum = 1,
    string NumberFormat = "0.000")
{
    /// <summary>Draws the chart.</summary>
    /// <param name="theme">Its colours.</param>
    /// <param name="width">Width in CSS pixels.</param>
    /// <param name="height">Height in CSS pixels.</param>
    /// <exception cref="ArgumentException">Groups and bars do not match, a number is not finite or a range is upside down.</exception>
    public Picture Draw(ReportTheme theme, int width = 540, int height = 340)
    {
        Validate();
        return new BarChartDrawing(this, theme).Draw(width, height);
    }

    /// <summary>The chart's numbers: a row for each bar.</summary>
    /// <exception cref="ArgumentException">Groups and bars do not match, a number is not finite or a range is upside down.</exception>
    public CsvTable ToCsv()
    {
        Validate();
        var csv = new CsvTable("group", "series", "value", "low", "high");
        for (int group = 0; group < Groups.Count; group++)
            foreach (BarSeries series in Series)
                if (series.Bars[group] is { } bar)
                    csv.Append(Groups[group].Replace('\n', ' '), series.Name, CsvTable.Number(bar.Value), CsvTable.Number(bar.Low), CsvTable.Number(bar.High));
        return csv;
    }

    private void Validate()
    {
        if (Groups.Count == 0)
            throw new ArgumentException("groups: expected at least one, got none");
        if (Series.Count == 0)
            throw new ArgumentException("series: expected at least one, got none");
        if (!(double.IsFinite(Minimum) && double.IsFinite(Maximum) && Minimum < Maximum))
            throw new ArgumentException($"axis: expected a finite minimum below a finite maximum, got {Minimum} and {Maximum}");
        foreach (BarSeries series in Series)
        {
            if (series.Bars.Count != Groups.Count)
                throw new ArgumentException($"bars of series '{series.Name}': expected {Groups.Count}, one a group, got {series.Bars.Count}");
            foreach (BarValue bar in series.Bars.OfType<BarValue>())
            {
                if (!(double.IsFinite(bar.Value) && double.IsFinite(bar.Low ?? 0) && double.IsFinite(bar.High ?? 0)))
                    throw new ArgumentException($"bars of series '{series.Name}': expected finite numbers, got {bar}");
                if (bar.Low > bar.High)
                    throw new ArgumentException($"bars of series '{series.Name}': expected a range's low end not above its high end, got {bar}");
            }
        }
    }
}
