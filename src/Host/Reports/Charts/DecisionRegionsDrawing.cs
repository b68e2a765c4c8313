using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.Plottables;

namespace RrrGpu.Host.Reports;

/// <summary>
/// Lays validated <see cref="DecisionRegions"/> out as ScottPlot plots under the classes' legend. A panel's plot is measured in the cells of
/// its grid of predictions: x from 0 to its columns, y from 0 to its rows.
/// </summary>
internal sealed class DecisionRegionsDrawing(DecisionRegions chart, ReportTheme theme)
{
    private const byte RegionOpacity = 72;
    private const float TitleSize = 14;
    private const float TitleHeight = 28;
    private const float TitleGap = 4;
    private const float Gap = 16;
    private const float BlockGap = 8;
    private const float PointSize = 6.4f;
    private const float ShaftWidth = 1.2f;
    private const float HeadLength = 5;

    // The longest arrow, as a share of the panel's width over the square root of the number of arrows: the way to the next one.
    private const double ArrowReach = 0.95;

    public Picture Draw(int width)
    {
        int inARow = Math.Min(chart.MostInARow, chart.Panels.Count);
        // One panel alone need not fill the page.
        float side = (width + Gap) / Math.Max(2, inARow) - Gap;
        float height = (float)(side * (chart.MaximumY - chart.MinimumY) / (chart.MaximumX - chart.MinimumX));
        Plot[] plots = [.. chart.Panels.Select(panel => CreatePlot(panel, side))];
        var legend = new PlotLegend(plots[0], chart.Classes.Select(KeyOf), width, theme);
        float step = TitleHeight + height + BlockGap;
        int rows = (plots.Length + inARow - 1) / inARow;
        return PlotPicture.Draw(
            width,
            legend.Height + rows * step,
            theme,
            legend,
            [.. plots.Select((plot, i) => new PlacedPlot(plot, i % inARow * (side + Gap), legend.Height + i / inARow * step, side, TitleHeight + height))]);
    }

    private Plot CreatePlot(RegionPanel panel, float side)
    {
        Plot plot = PlotLook.CreatePlot(theme);
        int rows = panel.Predicted.Count / panel.Columns;
        plot.Layout.Fixed(new PixelPadding(0, 0, bottom: 0, top: TitleHeight));
        plot.Axes.SetLimits(0, panel.Columns, 0, rows);
        plot.HideGrid();
        foreach (IAxis axis in plot.Axes.GetAxes())
            axis.RemoveTickGenerator();
        plot.Axes.Top.LockSize(TitleGap);
        plot.DataBorder = new LineStyle { Color = Color.FromHex(theme.Muted), Width = 1 };
        LabelStyle title = plot.Axes.Title.Label;
        title.Text = panel.Title;
        title.ForeColor = Color.FromHex(theme.Text);
        title.FontSize = Math.Max(PlotLook.SmallestLetterSize, Lettering.FittingSize([panel.Title], TitleSize, side, isBold: true));
        AddRegions(plot, panel, rows);
        for (int k = 0; k < chart.Classes.Count; k++)
        {
            Markers points = plot.Add.Markers(panel.Points.Where(point => point.Class == k).Select(point => Place(panel, rows, point.X, point.Y)).ToArray());
            points.MarkerStyle = SeriesMark.Of(k, theme).Marker(PointSize);
        }

        AddArrows(plot, panel, rows, side);
        return plot;
    }

    private void AddRegions(Plot plot, RegionPanel panel, int rows)
    {
        // The first row of a heat map is the highest. A little is added to each class: the colour map rounds down.
        var classes = new double[rows, panel.Columns];
        for (int i = 0; i < panel.Predicted.Count; i++)
            classes[rows - 1 - i / panel.Columns, i % panel.Columns] = panel.Predicted[i] + 0.01;
        Heatmap regions = plot.Add.Heatmap(classes);
        regions.CellAlignment = Alignment.LowerLeft;
        regions.Colormap = new CustomPalette([.. chart.Classes.Select((_, k) => RegionColor(k))]);
        regions.ManualRange = new ScottPlot.Range(0, Math.Max(1, chart.Classes.Count - 1));
    }

    private void AddArrows(Plot plot, RegionPanel panel, int rows, float side)
    {
        double longest = panel.Arrows.Select(Length).DefaultIfEmpty(0).Max();
        if (longest == 0)
            return;
        double reach = ArrowReach / Math.Sqrt(panel.Arrows.Count) / longest;
        foreach (RegionArrow arrow in panel.Arrows.Where(static arrow => Length(arrow) > 0))
        {
            double scale = reach * (chart.MaximumX - chart.MinimumX);
            Arrow drawn = plot.Add.Arrow(Place(panel, rows, arrow.X, arrow.Y), Place(panel, rows, arrow.X + arrow.DX * scale, arrow.Y + arrow.DY * scale));
            float head = Math.Min(HeadLength, (float)(Length(arrow) * reach * side) / 2);
            drawn.ArrowShape = new ScottPlot.ArrowShapes.Single();
            drawn.ArrowFillColor = Color.FromHex(theme.Text);
            drawn.ArrowLineWidth = 0;
            drawn.ArrowWidth = ShaftWidth;
            drawn.ArrowheadWidth = Math.Max(head, ShaftWidth);
            drawn.ArrowheadLength = head;
            drawn.ArrowheadAxisLength = head;
        }
    }

    private Coordinates Place(RegionPanel panel, int rows, double x, double y) => new(
        (x - chart.MinimumX) / (chart.MaximumX - chart.MinimumX) * panel.Columns,
        (y - chart.MinimumY) / (chart.MaximumY - chart.MinimumY) * rows);

    private LegendItem KeyOf(string name, int k) => new()
    {
        LabelText = name,
        FillColor = RegionColor(k),
        MarkerStyle = SeriesMark.Of(k, theme).Marker(PointSize),
    };

    private Color RegionColor(int k) => SeriesMark.Of(k, theme).Color.WithAlpha(RegionOpacity);

    private static double Length(RegionArrow arrow) => Math.Sqrt(arrow.DX * arrow.DX + arrow.DY * arrow.DY);
}
