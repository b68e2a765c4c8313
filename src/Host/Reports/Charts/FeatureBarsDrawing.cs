using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace RrrGpu.Host.Reports;

/// <summary>
/// Lays validated <see cref="FeatureBars"/> out under one legend: a ScottPlot plot for each row of panels, which share its axis of names.
/// Panel p of a row has the plot's x from p to p + 1, feature d its y from -d - 0.5 to -d + 0.5.
/// </summary>
internal sealed class FeatureBarsDrawing(FeatureBars chart, ReportTheme theme)
{
    private const float NameSize = 12.5f;
    private const float TitleSize = 13.5f;
    private const float MostNameShare = 0.4f;
    private const float TitleHeight = 26;
    private const float LeastRowHeight = 17;
    private const float BarHeight = 8;
    private const float OutlineWidth = 1.4f;
    private const float Gap = 14;
    private const float BlockGap = 12;

    // A panel's share of the step to the next.
    private const double PanelWidth = 0.92;

    private readonly bool _isSigned = chart.Panels.Any(panel => panel.Values.Any(values => values.Any(value => value < 0)));
    private readonly float _rowHeight = Math.Max(LeastRowHeight, chart.Series.Count * BarHeight + 5);
    private readonly double _largest = chart.Panels.Max(Largest);

    public Picture Draw(int width)
    {
        float names = Math.Min(width * MostNameShare, chart.Features.Max(static name => Lettering.Width(name, NameSize)) + Gap);
        int inARow = Math.Min(chart.MostInARow, chart.Panels.Count);
        Plot[] plots = [.. chart.Panels.Chunk(inARow).Select(panels => CreatePlot(panels, inARow, names, width))];
        var legend = new PlotLegend(plots[0], Keys(), width, theme);
        float block = TitleHeight + chart.Features.Count * _rowHeight + BlockGap;
        float top = legend.Height + 4;
        return PlotPicture.Draw(width, top + plots.Length * block, theme, legend, [.. plots.Select((plot, i) => new PlacedPlot(plot, 0, top + i * block, width, block))]);
    }

    private Plot CreatePlot(FeaturePanel[] panels, int inARow, float names, int width)
    {
        Plot plot = PlotLook.CreatePlot(theme);
        plot.Layout.Fixed(new PixelPadding(names, 0, bottom: BlockGap, top: TitleHeight));
        plot.Axes.SetLimits(0, inARow, 0.5 - chart.Features.Count, 0.5);
        plot.Axes.Frame(false);
        plot.HideGrid();
        foreach (int feature in chart.Region?.Features ?? [])
        {
            Rectangle band = plot.Add.Rectangle(0, panels.Length, -feature - 0.5, -feature + 0.5);
            band.FillColor = BandColor;
            band.LineWidth = 0;
        }

        for (int p = 0; p < panels.Length; p++)
            AddPanel(plot, panels[p], ZeroOf(p));
        plot.Axes.Bottom.RemoveTickGenerator();
        float nameSize = Math.Max(PlotLook.SmallestLetterSize, Lettering.FittingSize(chart.Features, NameSize, names - Gap));
        ShapeLabels(plot.Axes.Left, nameSize, isBold: false, chart.Features.Select((name, d) => new Tick(-d, Lettering.Cut(name, nameSize, names - Gap))));
        float room = (width - names) / inARow - Gap / 2;
        float titleSize = Math.Max(PlotLook.SmallestLetterSize, Lettering.FittingSize(panels.Select(static panel => panel.Title), TitleSize, room, isBold: true));
        ShapeLabels(plot.Axes.Top, titleSize, isBold: true, panels.Select(static (panel, p) => new Tick(p + 0.5, panel.Title)));
        // The plot's second x axis has the panels' titles for ticks.
        (plot.Axes.Top.Min, plot.Axes.Top.Max) = (0, inARow);
        return plot;
    }

    private void ShapeLabels(IAxis axis, float size, bool isBold, IEnumerable<Tick> labels)
    {
        axis.TickGenerator = new NumericManual { MaxTickCount = int.MaxValue };
        foreach (Tick label in labels)
            ((NumericManual)axis.TickGenerator).Add(label);
        axis.MajorTickStyle.Length = 0;
        axis.TickLabelStyle.FontSize = size;
        axis.TickLabelStyle.Bold = isBold;
        axis.TickLabelStyle.ForeColor = Color.FromHex(theme.Text);
    }

    private void AddPanel(Plot plot, FeaturePanel panel, double zero)
    {
        double largest = chart.HasOneScale ? _largest : Largest(panel);
        double full = _isSigned ? PanelWidth / 2 : PanelWidth;
        double height = BarHeight / _rowHeight;
        for (int s = 0; s < chart.Series.Count; s++)
        {
            double offset = ((chart.Series.Count - 1) / 2.0 - s) * height;
            IReadOnlyList<double> values = panel.Values[s];
            plot.Add.Bars(Enumerable.Range(0, values.Count).Where(d => values[d] != 0)
                .Select(d => CreateBar(-d + offset, height * (BarHeight - 1) / BarHeight, zero, zero + values[d] / largest * full, s)).ToArray());
        }

        VerticalLine axis = plot.Add.VerticalLine(zero, 1, Color.FromHex(theme.Muted));
        axis.LineStyle.AntiAlias = false;
    }

    private Bar CreateBar(double position, double size, double from, double to, int series)
    {
        Color color = SeriesMark.Of(series, theme).Color;
        return new Bar
        {
            Orientation = Orientation.Horizontal,
            Position = position,
            Size = size,
            ValueBase = from,
            Value = to,
            FillColor = IsOutline(series) ? Colors.Transparent : color,
            LineColor = color,
            LineWidth = IsOutline(series) ? OutlineWidth : 0,
        };
    }

    private IEnumerable<LegendItem> Keys()
    {
        // A single series is what the figure's title says; its name would only repeat that.
        for (int s = 0; s < chart.Series.Count && chart.Series.Count > 1; s++)
        {
            Color color = SeriesMark.Of(s, theme).Color;
            yield return IsOutline(s)
                ? new LegendItem { LabelText = chart.Series[s], OutlineColor = color, OutlineWidth = OutlineWidth }
                : new LegendItem { LabelText = chart.Series[s], FillColor = color };
        }

        if (chart.Region is { } region)
            yield return new LegendItem { LabelText = region.Name, FillColor = BandColor };
    }

    private Color BandColor => Color.FromHex(theme.Rule).WithAlpha((byte)150);

    private double ZeroOf(int panel) => panel + (_isSigned ? 0.5 : (1 - PanelWidth) / 2);

    // The second series is an outline, so that the two are told apart without colour.
    private static bool IsOutline(int series) => series % 2 == 1;

    private static double Largest(FeaturePanel panel) => panel.Values.SelectMany(static values => values).Max(Math.Abs);
}
