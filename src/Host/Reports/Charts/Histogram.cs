namespace RrrGpu.Host.Reports;

/// <summary>The values of one kind, counted in a histogram.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Values">The values; may be none.</param>
public sealed record HistogramSeries(string Name, IReadOnlyList<double> Values);

/// <summary>One histogram.</summary>
/// <param name="ValueName">What is counted, for the axis along the bottom.</param>
/// <param name="Series">What is laid over one another; series of one place have one look in all panels.</param>
/// <param name="Minimum">Where the first bin starts; null lets the values decide.</param>
/// <param name="Maximum">Where the last bin ends; null lets the values decide.</param>
public sealed record HistogramPanel(string ValueName, IReadOnlyList<HistogramSeries> Series, double? Minimum = null, double? Maximum = null);

/// <summary>
/// Histograms side by side, as in Figure 8 of Ross, Hughes and Doshi-Velez (2017): every series of a panel is counted in the same bins,
/// outlined and filled, with its mean marked above.
/// </summary>
/// <param name="Panels">The histograms, left to right.</param>
/// <param name="Bins">Bins a panel.</param>
/// <param name="CountName">What is counted up, for the axis on the left.</param>
public sealed record Histogram(IReadOnlyList<HistogramPanel> Panels, int Bins = 24, string CountName = "models")
{
    /// <summary>Draws the histograms.</summary>
    /// <param name="theme">Their colours.</param>
    /// <param name="width">Width in CSS pixels.</param>
    /// <param name="height">Height in CSS pixels of a panel, lettering included.</param>
    /// <exception cref="ArgumentException">There is nothing to draw, a number is not finite, or ends are upside down.</exception>
    public Picture Draw(ReportTheme theme, int width = 620, int height = 260)
    {
        ArgumentNullException.ThrowIfNull(theme);
        Validate();
        return new HistogramDrawing(this, theme).Draw(width, height);
    }

    /// <summary>The values behind the bins: a row for each.</summary>
    /// <exception cref="ArgumentException">There is nothing to draw, a number is not finite, or ends are upside down.</exception>
    public CsvTable ToCsv()
    {
        Validate();
        var csv = new CsvTable("panel", "series", "value");
        foreach (HistogramPanel panel in Panels)
            foreach (HistogramSeries series in panel.Series)
                foreach (double value in series.Values)
                    csv.Append(panel.ValueName, series.Name, CsvTable.Number(value));
        return csv;
    }

    /// <summary>Where a panel's bins start and end.</summary>
    internal static (double Minimum, double Maximum) EndsOf(HistogramPanel panel)
    {
        double[] all = [.. panel.Series.SelectMany(series => series.Values)];
        double minimum = panel.Minimum ?? (all.Length > 0 ? all.Min() : 0);
        double maximum = panel.Maximum ?? (all.Length > 0 ? all.Max() : minimum + 1);
        if (maximum > minimum)
            return (minimum, maximum);
        double half = minimum == 0 ? 0.5 : Math.Abs(minimum) * 0.05;
        return (panel.Minimum ?? minimum - half, panel.Maximum ?? maximum + half);
    }

    /// <summary>How many of a series' values lie in each bin; the last one holds its upper end as well, and values outside are left out.</summary>
    internal int[] CountsOf(HistogramPanel panel, HistogramSeries series)
    {
        (double minimum, double maximum) = EndsOf(panel);
        var counts = new int[Bins];
        foreach (double value in series.Values)
            if (value >= minimum && value <= maximum)
                counts[Math.Min(Bins - 1, (int)((value - minimum) / (maximum - minimum) * Bins))]++;
        return counts;
    }

    private void Validate()
    {
        if (Panels.Count == 0)
            throw new ArgumentException("panels: expected at least one, got none");
        if (Bins < 1)
            throw new ArgumentException($"bins: expected at least 1, got {Bins}");
        foreach (HistogramPanel panel in Panels)
        {
            if (panel.Series.Count == 0)
                throw new ArgumentException($"series of panel '{panel.ValueName}': expected at least one, got none");
            new ChartAxis(panel.ValueName, Minimum: panel.Minimum, Maximum: panel.Maximum).Validate(panel.ValueName);
            foreach (HistogramSeries series in panel.Series)
                foreach (double value in series.Values)
                    if (!double.IsFinite(value))
                        throw new ArgumentException($"values of series '{series.Name}': expected finite numbers, got {value}");
            (double minimum, double maximum) = EndsOf(panel);
            if (minimum >= maximum)
                throw new ArgumentException($"panel '{panel.ValueName}': expected a minimum below the maximum, got {minimum} and {maximum}");
        }
    }
}
