using System.Globalization;

namespace RrrGpu.Host.Reports;

/// <summary>Features that belong together.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Features">Their places among the chart's features.</param>
public sealed record FeatureRegion(string Name, IReadOnlyList<int> Features);

/// <summary>One column of bars beside the features' names.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Values">For each of the chart's series a number for each of its features.</param>
public sealed record FeaturePanel(string Title, IReadOnlyList<IReadOnlyList<double>> Values);

/// <summary>
/// Signed bars over named features, a row a feature, in panels that stand side by side and share the names: the explanations of Figure 7 of
/// Ross, Hughes and Doshi-Velez (2017), or what each of several models looks at. The rows of a region are shaded.
/// </summary>
/// <param name="Features">The features' names, top to bottom.</param>
/// <param name="Series">What the legend says of the bars that stand under one another in a row.</param>
/// <param name="Panels">The columns of bars, left to right; more than <paramref name="MostInARow"/> go on below.</param>
/// <param name="Region">Features whose rows are shaded; null shades none.</param>
/// <param name="HasOneScale">Whether bars of all panels are to be compared; otherwise the longest bar of each panel has its full width.</param>
/// <param name="MostInARow">Panels that stand side by side.</param>
public sealed record FeatureBars(
    IReadOnlyList<string> Features,
    IReadOnlyList<string> Series,
    IReadOnlyList<FeaturePanel> Panels,
    FeatureRegion? Region = null,
    bool HasOneScale = false,
    int MostInARow = 3)
{
    /// <summary>Draws the chart; its height follows from the features.</summary>
    /// <param name="theme">Its colours.</param>
    /// <param name="width">Width in CSS pixels.</param>
    /// <exception cref="ArgumentException">Features, series and values do not match, or a number is not finite.</exception>
    public Picture Draw(ReportTheme theme, int width = 520)
    {
        ArgumentNullException.ThrowIfNull(theme);
        Validate();
        return new FeatureBarsDrawing(this, theme).Draw(width);
    }

    /// <summary>The chart's numbers: a row for each bar.</summary>
    /// <exception cref="ArgumentException">Features, series and values do not match, or a number is not finite.</exception>
    public CsvTable ToCsv()
    {
        Validate();
        var csv = new CsvTable("panel", "series", "feature", "name", "value");
        foreach (FeaturePanel panel in Panels)
            for (int s = 0; s < Series.Count; s++)
                for (int d = 0; d < Features.Count; d++)
                    csv.Append(panel.Title, Series[s], d.ToString(CultureInfo.InvariantCulture), Features[d], CsvTable.Number(panel.Values[s][d]));
        return csv;
    }

    private void Validate()
    {
        if (Features.Count == 0)
            throw new ArgumentException("features: expected at least one, got none");
        if (Series.Count == 0)
            throw new ArgumentException("series: expected at least one, got none");
        if (Panels.Count == 0)
            throw new ArgumentException("panels: expected at least one, got none");
        if (MostInARow < 1)
            throw new ArgumentException($"panels in a row: expected at least 1, got {MostInARow}");
        foreach (FeaturePanel panel in Panels)
        {
            if (panel.Values.Count != Series.Count)
                throw new ArgumentException($"values of panel '{panel.Title}': expected {Series.Count} lists, one a series, got {panel.Values.Count}");
            foreach (IReadOnlyList<double> values in panel.Values)
            {
                if (values.Count != Features.Count)
                    throw new ArgumentException($"values of panel '{panel.Title}': expected {Features.Count}, one a feature, got {values.Count}");
                foreach (double value in values)
                    if (!double.IsFinite(value))
                        throw new ArgumentException($"values of panel '{panel.Title}': expected finite numbers, got {value}");
            }
        }

        foreach (int feature in Region?.Features ?? [])
            if (feature < 0 || feature >= Features.Count)
                throw new ArgumentException($"region '{Region!.Name}': expected features from 0 to {Features.Count - 1}, got {feature}");
    }
}
