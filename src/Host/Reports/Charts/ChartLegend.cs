using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>One key of a legend.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Paint">Draws a sample into a rectangle.</param>
internal sealed record LegendKey(string Name, Action<SKCanvas, SKRect> Paint);

/// <summary>Keys above a chart, in as many lines as they need, so that they cover nothing.</summary>
internal sealed class ChartLegend
{
    private const float LineHeight = 22;
    private const float SampleWidth = 30;
    private const float SampleHeight = 12;
    private const float SampleGap = 6;

    private readonly List<List<LegendKey>> _lines = [];
    private readonly LetterStyle _style;
    private readonly float _width;

    /// <summary>Lays keys out within a width.</summary>
    public ChartLegend(IEnumerable<LegendKey> keys, float width, ReportTheme theme)
    {
        _style = new LetterStyle(14, SKColor.Parse(theme.Text));
        _width = width;
        float x = width;
        foreach (LegendKey key in keys)
        {
            if (_lines.Count == 0 || x + KeyWidth(key) > width)
            {
                _lines.Add([]);
                x = 0;
            }

            _lines[^1].Add(key);
            x += KeyWidth(key) + Lettering.KeyGap;
        }
    }

    /// <summary>The height of all lines.</summary>
    public float Height => _lines.Count * LineHeight;

    /// <summary>Draws the keys from the top of the canvas.</summary>
    public void Paint(SKCanvas canvas)
    {
        for (int i = 0; i < _lines.Count; i++)
        {
            float x = 0;
            foreach (LegendKey key in _lines[i])
            {
                key.Paint(canvas, SKRect.Create(x, i * LineHeight + 4, SampleWidth, SampleHeight));
                float left = x + SampleWidth + SampleGap;
                Lettering.Write(canvas, key.Name, left, i * LineHeight + 14.5f, _style, room: _width - left);
                x += KeyWidth(key) + Lettering.KeyGap;
            }
        }
    }

    private float KeyWidth(LegendKey key)
    {
        using SKFont font = _style.CreateFont();
        return SampleWidth + SampleGap + font.MeasureText(key.Name);
    }
}
