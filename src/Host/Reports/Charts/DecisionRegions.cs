using System.Globalization;

namespace RrrGpu.Host.Reports;

/// <summary>A labelled point of the plane.</summary>
/// <param name="X">Its first feature.</param>
/// <param name="Y">Its second feature.</param>
/// <param name="Class">Its class.</param>
public sealed record RegionPoint(double X, double Y, int Class);

/// <summary>An arrow in the plane: an input gradient where it was taken.</summary>
/// <param name="X">Where it starts.</param>
/// <param name="Y">Where it starts.</param>
/// <param name="DX">Its first component.</param>
/// <param name="DY">Its second component.</param>
public sealed record RegionArrow(double X, double Y, double DX, double DY);

/// <summary>What one model says about the plane.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Predicted">
/// The predicted class at each node of a grid over the chart's area, row-major, <paramref name="Columns"/> a row, the first row the lowest;
/// a node stands for the cell around it.
/// </param>
/// <param name="Columns">Nodes a row.</param>
/// <param name="Points">Points to draw; may be none.</param>
/// <param name="Arrows">Arrows to draw, the longest as long as there is room between them; may be none.</param>
public sealed record RegionPanel(
    string Title, IReadOnlyList<int> Predicted, int Columns, IReadOnlyList<RegionPoint> Points, IReadOnlyList<RegionArrow> Arrows);

/// <summary>
/// Decision regions of models with two inputs, with data and gradient arrows, as in Figure 1 of Ross, Hughes and Doshi-Velez (2017) and
/// Figure 2.13 of Ross (2018).
/// </summary>
/// <param name="Panels">One a model, left to right.</param>
/// <param name="Classes">The classes' names.</param>
/// <param name="MinimumX">Left end.</param>
/// <param name="MaximumX">Right end.</param>
/// <param name="MinimumY">Lower end.</param>
/// <param name="MaximumY">Upper end.</param>
/// <param name="MostInARow">Panels that stand side by side; more go on below.</param>
public sealed record DecisionRegions(
    IReadOnlyList<RegionPanel> Panels,
    IReadOnlyList<string> Classes,
    double MinimumX,
    double MaximumX,
    double MinimumY,
    double MaximumY,
    int MostInARow = 3)
{
    /// <summary>Draws the panels; their height keeps both axes to one scale.</summary>
    /// <param name="theme">Colours of lettering and surroundings.</param>
    /// <param name="width">Width in CSS pixels.</param>
    /// <exception cref="ArgumentException">There is nothing to draw, a grid or class does not fit, or a number is not finite.</exception>
    public Picture Draw(ReportTheme theme, int width = 600)
    {
        ArgumentNullException.ThrowIfNull(theme);
        Validate();
        return new DecisionRegionsDrawing(this, theme).Draw(width);
    }

    /// <summary>
    /// What is drawn: a row for each rectangle of cells of one class beside each other on a grid line (its lower left corner, width and
    /// height), for each point, and for each arrow (where it starts, and the gradient in five significant digits).
    /// </summary>
    /// <exception cref="ArgumentException">There is nothing to draw, a grid or class does not fit, or a number is not finite.</exception>
    public CsvTable ToCsv()
    {
        Validate();
        var csv = new CsvTable("panel", "what", "x", "y", "class", "dx", "dy");
        foreach (RegionPanel panel in Panels)
        {
            AppendRegions(csv, panel);
            foreach (RegionPoint point in panel.Points)
                csv.Append(panel.Title, "point", CsvTable.SevenDigits(point.X), CsvTable.SevenDigits(point.Y), Whole(point.Class), "", "");
            foreach (RegionArrow arrow in panel.Arrows)
                csv.Append(panel.Title, "gradient", CsvTable.SevenDigits(arrow.X), CsvTable.SevenDigits(arrow.Y), "", CsvTable.FiveDigits(arrow.DX), CsvTable.FiveDigits(arrow.DY));
        }

        return csv;
    }

    private void AppendRegions(CsvTable csv, RegionPanel panel)
    {
        int rows = panel.Predicted.Count / panel.Columns;
        (double width, double height) = ((MaximumX - MinimumX) / panel.Columns, (MaximumY - MinimumY) / rows);
        for (int row = 0; row < rows; row++)
        {
            for (int first = 0, last; first < panel.Columns; first = last + 1)
            {
                int Class(int column) => panel.Predicted[row * panel.Columns + column];
                for (last = first; last + 1 < panel.Columns && Class(last + 1) == Class(first);)
                    last++;
                csv.Append(
                    panel.Title,
                    "region",
                    CsvTable.SevenDigits(MinimumX + (double)first / panel.Columns * (MaximumX - MinimumX)),
                    CsvTable.SevenDigits(MinimumY + (double)row / rows * (MaximumY - MinimumY)),
                    Whole(Class(first)),
                    CsvTable.SevenDigits((last - first + 1) * width),
                    CsvTable.SevenDigits(height));
            }
        }
    }

    private void Validate()
    {
        if (Panels.Count == 0)
            throw new ArgumentException("panels: expected at least one, got none");
        if (MostInARow < 1)
            throw new ArgumentException($"panels in a row: expected at least 1, got {MostInARow}");
        double[] ends = [MinimumX, MaximumX, MinimumY, MaximumY];
        if (!(ends.All(double.IsFinite) && MinimumX < MaximumX && MinimumY < MaximumY))
            throw new ArgumentException($"area: expected finite minimums below maximums, got {MinimumX} … {MaximumX} and {MinimumY} … {MaximumY}");
        foreach (RegionPanel panel in Panels)
        {
            if (panel.Columns < 1 || panel.Predicted.Count == 0 || panel.Predicted.Count % panel.Columns != 0)
                throw new ArgumentException($"grid of '{panel.Title}': expected whole rows of at least one node, got {panel.Predicted.Count} nodes in rows of {panel.Columns}");
            foreach (int k in panel.Predicted.Concat(panel.Points.Select(static point => point.Class)))
                if (k < 0 || k >= Classes.Count)
                    throw new ArgumentException($"classes of '{panel.Title}': expected 0 to {Classes.Count - 1}, got {k}");
            if (!panel.Points.All(static p => double.IsFinite(p.X) && double.IsFinite(p.Y)))
                throw new ArgumentException($"points of '{panel.Title}': expected finite numbers");
            if (!panel.Arrows.All(static a => double.IsFinite(a.X) && double.IsFinite(a.Y) && double.IsFinite(a.DX) && double.IsFinite(a.DY)))
                throw new ArgumentException($"arrows of '{panel.Title}': expected finite numbers");
        }
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
