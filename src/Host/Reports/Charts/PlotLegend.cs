using ScottPlot;
using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>ScottPlot's legend above the plots of a picture, in as many lines as it needs, so that it covers nothing.</summary>
internal sealed class PlotLegend
{
    private const float LineHeight = 22;
    private const float SampleWidth = 30;
    private const float KeyGap = 20;

    private readonly Legend _legend;
    private readonly PixelRect _area;

    /// <summary>Lays keys out within a width; what cannot be read on one line alone is set smaller.</summary>
    /// <param name="plot">A plot of the picture, whose legend takes the keys.</param>
    /// <param name="keys">The keys; those without a name are left out.</param>
    /// <param name="width">The width that they may take.</param>
    /// <param name="theme">Colours of lettering and background.</param>
    public PlotLegend(Plot plot, IEnumerable<LegendItem> keys, int width, ReportTheme theme)
    {
        _legend = plot.Legend;
        _area = new PixelRect(0, width, short.MaxValue, 0);
        _legend.DisplayPlottableLegendItems = false;
        _legend.ManualItems = [.. keys.Where(static key => key.LabelText.Length > 0)];
        foreach (LegendItem key in _legend.ManualItems)
            key.LabelStyle.OffsetY = PlotLook.LetterDrop;
        _legend.Orientation = Orientation.Horizontal;
        _legend.TightHorizontalWrapping = true;
        _legend.SymbolWidth = SampleWidth;
        _legend.SymbolHeight = LineHeight;
        _legend.InterItemPadding = new PixelPadding(0, KeyGap, 0, 0);
        _legend.Padding = new PixelPadding(0);
        _legend.OutlineWidth = 0;
        _legend.ShadowColor = Colors.Transparent;
        _legend.BackgroundColor = Color.FromHex(theme.Background);
        _legend.FontColor = Color.FromHex(theme.Text);
        _legend.FontSize = Math.Max(
            PlotLook.SmallestLetterSize,
            Lettering.FittingSize(_legend.ManualItems.Select(static key => key.LabelText), PlotLook.LetterSize, width - SampleWidth - _legend.SymbolPadding - 1));
        if (_legend.ManualItems.Count == 0)
            return;
        using Paint paint = Paint.NewDisposablePaint();
        Height = _legend.GetLayout(_area.Size, paint).LegendRect.Height;
    }

    /// <summary>The height of all lines; 0 without keys.</summary>
    public float Height { get; }

    /// <summary>Draws the keys from the top of the canvas.</summary>
    public void Render(SKCanvas canvas)
    {
        using Paint paint = Paint.NewDisposablePaint();
        _legend.Render(canvas, paint, _area, Alignment.UpperLeft);
    }
}
