using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace RrrGpu.Host.Reports;

/// <summary>Lays a validated <see cref="BarChart"/> out on a ScottPlot plot, its legend above.</summary>
internal sealed class BarChartDrawing(BarChart chart, ReportTheme theme)
{
    // Group g stands at x = g; its bars share this much of the step to the next.
    private const double GroupWidth = 0.74;

    // Room above the axis's end for the values that stand on the highest bars.
    private const double Headroom = 0.09;

    private const int LeftMargin = 62;
    private const int RightMargin = 2;
    private const float ValueSize = 13;
    private const float SmallestValueSize = 8;

    // Bars grow from zero, or from the end of the axis that is nearest to it.
    private readonly double _base = Math.Clamp(0, chart.Minimum, chart.Maximum);

    public Picture Draw(int width, int height)
    {
        Plot plot = PlotLook.CreatePlot(theme);
        float step = (width - LeftMargin - RightMargin) / (float)chart.Groups.Count;
        AddBars(plot, step);
        ReportFonts.Apply(plot);
        var legend = new PlotLegend(plot, chart.Series.Select(series => new LegendItem { LabelText = series.Name, FillColor = ColorOf(series) }), width, theme);
        ShapeAxes(plot, step, height - legend.Height);
        int lines = chart.Groups.Max(name => name.Count(c => c == '\n')) + 1;
        plot.Layout.Fixed(new PixelPadding(LeftMargin, RightMargin, bottom: 14 + 18 * lines, top: 12));
        return PlotPicture.Draw(width, height, theme, legend, [new PlacedPlot(plot, 0, legend.Height, width, height - legend.Height)]);
    }

    // A step is the way from one group to the next, in CSS pixels.
    private void AddBars(Plot plot, float step)
    {
        double width = GroupWidth / chart.Series.Count;
        IEnumerable<string> values = chart.Series.SelectMany(series => series.Bars.OfType<BarValue>()).Select(ValueText);
        float valueSize = Lettering.FittingSize(values, ValueSize, (float)width * step, isBold: true);
        for (int s = 0; s < chart.Series.Count; s++)
        {
            BarSeries series = chart.Series[s];
            double offset = (s - (chart.Series.Count - 1) / 2.0) * width;
            var bars = new List<Bar>();
            for (int group = 0; group < chart.Groups.Count; group++)
            {
                if (series.Bars[group] is not { } value)
                    continue;
                double x = group + offset;
                bars.Add(new Bar { Position = x, Value = value.Value, ValueBase = _base, Size = width * 0.92, FillColor = ColorOf(series), LineWidth = 0 });
                AddRange(plot, x, value);
                if (valueSize >= SmallestValueSize)
                    AddValue(plot, x, value, valueSize, series.IsReference);
            }

            plot.MoveToBack(plot.Add.Bars(bars));
        }
    }

    private void AddRange(Plot plot, double x, BarValue bar)
    {
        if (bar.Low is null && bar.High is null)
            return;
        plot.Add.Plottable(new ErrorBar([x], [bar.Value], null, null, null, null)
        {
            YErrorNegative = [bar.Value - (bar.Low ?? bar.Value)],
            YErrorPositive = [(bar.High ?? bar.Value) - bar.Value],
            Color = Color.FromHex(theme.Text),
            LineWidth = 1.4f,
            CapSize = 4,
        });
    }

    private void AddValue(Plot plot, double x, BarValue bar, float size, bool isReference)
    {
        double top = Math.Max(_base, Math.Max(bar.Value, bar.High ?? bar.Value));
        Text label = plot.Add.Text(ValueText(bar), x, top);
        label.LabelFontSize = size;
        label.LabelFontColor = Color.FromHex(isReference ? theme.Muted : theme.Text);
        label.LabelBold = !isReference;
        label.LabelAlignment = Alignment.LowerCenter;
        label.LabelBackgroundColor = Color.FromHex(theme.Background);
        label.LabelPadding = 1;
        label.OffsetY = -3;
    }

    private void ShapeAxes(Plot plot, float step, float height)
    {
        plot.Axes.SetLimits(-0.5, chart.Groups.Count - 0.5, chart.Minimum, chart.Maximum + (chart.Maximum - chart.Minimum) * Headroom);
        IXAxis bottom = plot.Axes.Bottom;
        bottom.TickGenerator = new NumericManual([.. chart.Groups.Select((name, group) => new Tick(group, name))]);
        bottom.MajorTickStyle.Color = Colors.Transparent;
        bottom.TickLabelStyle.FontSize = Math.Max(PlotLook.SmallestLetterSize, Lettering.FittingSize(chart.Groups.SelectMany(name => name.Split('\n')), PlotLook.LetterSize, step - 8));
        bottom.TickLabelStyle.ForeColor = Color.FromHex(theme.Text);
        plot.Axes.Left.TickGenerator = AxisScale.LinearTicks();
        PlotLook.Name(plot.Axes.Left, chart.ValueName, height * 0.7f);
    }

    private Color ColorOf(BarSeries series)
    {
        int own = chart.Series.Where(static other => !other.IsReference).TakeWhile(other => !ReferenceEquals(other, series)).Count();
        return (series.IsReference ? SeriesMark.Reference(own, theme) : SeriesMark.Of(own, theme)).Color;
    }

    private string ValueText(BarValue bar) =>
        bar.Value.ToString(chart.NumberFormat, CultureInfo.InvariantCulture).Replace('-', '−');
}
