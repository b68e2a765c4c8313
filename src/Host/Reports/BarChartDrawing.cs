using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>Lays a validated <see cref="BarChart"/> out on a ScottPlot plot, its legend above.</summary>
internal sealed class BarChartDrawing(BarChart chart, ReportTheme theme)
{
    // Group g stands at x = g; its bars share this much of the step to the next.
    private const double GroupWidth = 0.74;

    // Room above the axis's end for the values that stand on the highest bars.
    private const double Headroom = 0.09;

    private const int LegendLine = 22;
    private const int MostTicks = 6;

    private const int LeftMargin = 62;
    private const int RightMargin = 2;
    private const float ValueSize = 13;
    private const float SmallestValueSize = 8;
    private const float GroupSize = 14;
    private const float SmallestGroupSize = 9;

    private static readonly int[] RoundSteps = [1, 2, 5, 10];

    // Series of our own after the first, which has the theme's colour; each reads on both themes.
    private static readonly string[] FurtherColors = ["#c8792b", "#5b8f5e", "#8a6aae"];

    // Bars grow from zero, or from the end of the axis that is nearest to it.
    private readonly double _base = Math.Clamp(0, chart.Minimum, chart.Maximum);

    private readonly LetterStyle _legend = new(13, SKColor.Parse(theme.Text));

    public Picture Draw(int width, int height)
    {
        using var plot = new Plot();
        plot.FigureBackground.Color = Hex(theme.Background);
        plot.DataBackground.Color = Hex(theme.Background);
        float step = (width - LeftMargin - RightMargin) / (float)chart.Groups.Count;
        AddBars(plot, step);
        ShapeAxes(plot, step);
        ReportFonts.Apply(plot);
        List<List<BarSeries>> legend = LegendLines(width);
        int lines = chart.Groups.Max(name => name.Count(c => c == '\n')) + 1;
        plot.Layout.Fixed(new PixelPadding(LeftMargin, RightMargin, bottom: 14 + 18 * lines, top: 12 + LegendLine * legend.Count));
        return Picture.Draw(width, height, SKColor.Parse(theme.Background), canvas =>
        {
            plot.Render(canvas, new PixelRect(0, width, height, 0));
            PaintLegend(canvas, legend);
        });
    }

    // A step is the way from one group to the next, in CSS pixels.
    private void AddBars(Plot plot, float step)
    {
        double width = GroupWidth / chart.Series.Count;
        IEnumerable<string> values = chart.Series.SelectMany(series => series.Bars.OfType<BarValue>()).Select(ValueText);
        float valueSize = FittingSize(values, ValueSize, (float)width * step);
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
                bars.Add(new Bar { Position = x, Value = value.Value, ValueBase = _base, Size = width * 0.92, FillColor = Hex(ColorOf(series)), LineWidth = 0 });
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
            Color = Hex(theme.Text),
            LineWidth = 1.4f,
            CapSize = 4,
        });
    }

    private void AddValue(Plot plot, double x, BarValue bar, float size, bool isReference)
    {
        double top = Math.Max(_base, Math.Max(bar.Value, bar.High ?? bar.Value));
        Text label = plot.Add.Text(ValueText(bar), x, top);
        label.LabelFontSize = size;
        label.LabelFontColor = Hex(isReference ? theme.Muted : theme.Text);
        label.LabelBold = !isReference;
        label.LabelAlignment = Alignment.LowerCenter;
        label.LabelBackgroundColor = Hex(theme.Background);
        label.LabelPadding = 1;
        label.OffsetY = -3;
    }

    private void ShapeAxes(Plot plot, float step)
    {
        plot.Axes.SetLimits(-0.5, chart.Groups.Count - 0.5, chart.Minimum, chart.Maximum + (chart.Maximum - chart.Minimum) * Headroom);
        plot.Axes.Color(Hex(theme.Muted));
        plot.Axes.Frame(false);

        IXAxis bottom = plot.Axes.Bottom;
        bottom.TickGenerator = new NumericManual([.. chart.Groups.Select((name, group) => new Tick(group, name))]);
        bottom.MajorTickStyle.Length = 4;
        bottom.MajorTickStyle.Color = Colors.Transparent;
        bottom.TickLabelStyle.FontSize = Math.Max(SmallestGroupSize, FittingSize(chart.Groups.SelectMany(name => name.Split('\n')), GroupSize, step - 8));
        bottom.TickLabelStyle.ForeColor = Hex(theme.Text);
        bottom.FrameLineStyle.IsVisible = true;
        bottom.FrameLineStyle.Color = Hex(theme.Muted);

        IYAxis left = plot.Axes.Left;
        left.TickGenerator = new NumericManual([.. ValueTicks()]);
        left.MajorTickStyle.Length = 0;
        left.TickLabelStyle.FontSize = 13;
        left.Label.Text = chart.ValueName;
        left.Label.FontSize = 13;
        left.Label.Bold = false;
        left.Label.ForeColor = Hex(theme.Muted);

        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Grid.MajorLineColor = Hex(theme.Rule);
        plot.Grid.MajorLineWidth = 1;
    }

    // Round steps, few of them, and every label with the decimals that the step needs.
    private IEnumerable<Tick> ValueTicks()
    {
        double raw = (chart.Maximum - chart.Minimum) / (MostTicks - 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * RoundSteps.First(factor => factor * power >= raw * (1 - 1e-9));
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        string format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        // Adding zero turns a negative zero, which would be written "-0.0", into a positive one.
        for (double i = Math.Ceiling(chart.Minimum / step - 1e-9) + 0.0; i * step <= chart.Maximum + step * 1e-9; i++)
            yield return new Tick(i * step, (i * step).ToString(format, CultureInfo.InvariantCulture).Replace('-', '−'));
    }

    private List<List<BarSeries>> LegendLines(float width)
    {
        List<List<BarSeries>> lines = [[]];
        float x = 0;
        foreach (BarSeries series in chart.Series)
        {
            float key = Lettering.KeyWidth(series.Name, _legend);
            if (x + key > width && lines[^1].Count > 0)
            {
                lines.Add([]);
                x = 0;
            }

            lines[^1].Add(series);
            x += key + Lettering.KeyGap;
        }

        return lines;
    }

    private void PaintLegend(SKCanvas canvas, List<List<BarSeries>> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            float x = 0;
            foreach (BarSeries series in lines[i])
                x = Lettering.WriteKey(canvas, SKColor.Parse(ColorOf(series)), series.Name, x, 14 + i * LegendLine, _legend);
        }
    }

    private string ColorOf(BarSeries series)
    {
        if (series.IsReference)
            return theme.Reference;
        int own = chart.Series.Where(other => !other.IsReference).TakeWhile(other => !ReferenceEquals(other, series)).Count();
        return own == 0 ? theme.Measured : FurtherColors[(own - 1) % FurtherColors.Length];
    }

    private string ValueText(BarValue bar) =>
        bar.Value.ToString(chart.NumberFormat, CultureInfo.InvariantCulture).Replace('-', '−');

    // The size, at most the given one, at which the widest text fits into the room.
    private static float FittingSize(IEnumerable<string> texts, float size, float room)
    {
        using SKFont font = new LetterStyle(size, SKColors.Black, IsBold: true).CreateFont();
        float widest = texts.Select(text => font.MeasureText(text)).DefaultIfEmpty(0).Max();
        return widest <= room ? size : size * room / widest;
    }

    private static Color Hex(string color) => Color.FromHex(color);
}
