using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace RrrGpu.Host.Reports;

/// <summary>Lays a validated <see cref="BarChart"/> out on a ScottPlot plot.</summary>
internal sealed class BarChartDrawing(BarChart chart, ReportTheme theme)
{
    // Group g stands at x = g; its bars share this much of the step to the next.
    private const double GroupWidth = 0.74;

    // Room above the axis's end for the values that stand on the highest bars.
    private const double Headroom = 0.09;

    private static readonly string[] OwnColors = ["#2c5f8a", "#c8792b", "#5b8f5e", "#8a5a9e"];

    public Picture Draw(int width, int height)
    {
        using var plot = new Plot();
        plot.ScaleFactor = Picture.Density;
        plot.FigureBackground.Color = Hex(theme.Background);
        plot.DataBackground.Color = Hex(theme.Background);
        AddBars(plot);
        ShapeAxes(plot);
        ReportFonts.Apply(plot);
        ShapeLegend(plot);

        using Image image = plot.GetImage(width * Picture.Density, height * Picture.Density);
        return new Picture(image.GetImageBytes(ImageFormat.Png, quality: 100), width, height);
    }

    private void AddBars(Plot plot)
    {
        double width = GroupWidth / chart.Series.Count;
        int own = 0;
        for (int s = 0; s < chart.Series.Count; s++)
        {
            BarSeries series = chart.Series[s];
            Color color = Hex(series.IsReference ? theme.Reference : OwnColor(own++));
            double offset = (s - (chart.Series.Count - 1) / 2.0) * width;
            var bars = new List<Bar>();
            for (int group = 0; group < chart.Groups.Count; group++)
            {
                if (series.Bars[group] is not { } value)
                    continue;
                double x = group + offset;
                bars.Add(new Bar { Position = x, Value = value.Value, ValueBase = chart.Minimum, Size = width * 0.9, FillColor = color, LineWidth = 0 });
                AddRange(plot, x, value);
                AddValue(plot, x, value, series.IsReference);
            }

            BarPlot plotted = plot.Add.Bars(bars);
            plot.MoveToBack(plotted);
            plotted.LegendText = series.Name;
            plotted.Color = color;
        }
    }

    private void AddRange(Plot plot, double x, BarValue bar)
    {
        if (bar.Low is null && bar.High is null)
            return;
        double[] none = [0];
        var range = new ErrorBar([x], [bar.Value], none, none, [bar.Value - (bar.Low ?? bar.Value)], [(bar.High ?? bar.Value) - bar.Value])
        {
            Color = Hex(theme.Text),
            LineWidth = 1.4f,
            CapSize = 4,
        };
        plot.Add.Plottable(range);
    }

    private void AddValue(Plot plot, double x, BarValue bar, bool isReference)
    {
        Text label = plot.Add.Text(bar.Value.ToString(chart.NumberFormat, CultureInfo.InvariantCulture), x, Math.Max(bar.Value, bar.High ?? bar.Value));
        label.LabelFontName = ReportFonts.Family;
        label.LabelFontSize = 13;
        label.LabelFontColor = Hex(isReference ? theme.Muted : theme.Text);
        label.LabelAlignment = Alignment.LowerCenter;
        label.LabelBold = !isReference;
        label.OffsetY = -3;
    }

    private void ShapeAxes(Plot plot)
    {
        plot.Axes.SetLimits(-0.5, chart.Groups.Count - 0.5, chart.Minimum, chart.Maximum + (chart.Maximum - chart.Minimum) * Headroom);
        plot.Axes.Color(Hex(theme.Muted));
        plot.Axes.Frame(false);

        IXAxis bottom = plot.Axes.Bottom;
        bottom.TickGenerator = new NumericManual([.. chart.Groups.Select((name, group) => new Tick(group, name))]);
        bottom.MajorTickStyle.Length = 0;
        bottom.TickLabelStyle.FontSize = 14;
        bottom.TickLabelStyle.ForeColor = Hex(theme.Text);
        bottom.FrameLineStyle.IsVisible = true;
        bottom.FrameLineStyle.Color = Hex(theme.Muted);

        IYAxis left = plot.Axes.Left;
        left.MajorTickStyle.Length = 0;
        left.MinorTickStyle.Length = 0;
        left.TickLabelStyle.FontSize = 13;
        left.Label.Text = chart.ValueName;
        left.Label.FontSize = 13;
        left.Label.Bold = false;
        left.Label.ForeColor = Hex(theme.Muted);

        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Grid.MajorLineColor = Hex(theme.Rule);
        plot.Grid.MajorLineWidth = 1;
    }

    private void ShapeLegend(Plot plot)
    {
        Legend legend = plot.Legend;
        legend.Orientation = Orientation.Horizontal;
        legend.OutlineWidth = 0;
        legend.ShadowColor = Colors.Transparent;
        legend.BackgroundColor = Colors.Transparent;
        legend.FontSize = 13;
        legend.FontColor = Hex(theme.Text);
        plot.ShowLegend(Edge.Top);
    }

    private string OwnColor(int index) => index == 0 ? theme.Measured : OwnColors[index % OwnColors.Length];

    private static Color Hex(string color) => Color.FromHex(color);
}
