using ScottPlot;

namespace RrrGpu.Host.Reports;

/// <summary>How one series of a chart looks: a colour, and a marker and dashes that tell it apart without the colour.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Shape">Its marker.</param>
/// <param name="Pattern">Strokes and gaps of its line.</param>
internal sealed record SeriesMark(Color Color, MarkerShape Shape, LinePattern Pattern)
{
    /// <summary>The width of lines, in CSS pixels.</summary>
    public const float LineWidth = 2;

    /// <summary>The size of markers, in CSS pixels.</summary>
    public const float MarkerSize = 8.4f;

    // After the theme's own blue: after Okabe and Ito (2008), whose colours people of every kind of colour vision tell apart; on white
    // darkened, on black lightened, until each stands out from the background at 3 to 1.
    private static readonly string[] OnLight = ["#d55e00", "#008f68", "#b85a91", "#9a6a00", "#3c8fc0", "#4d4d4d"];
    private static readonly string[] OnDark = ["#f2853a", "#2fc79c", "#e39cc6", "#f0c24b", "#8fd0f5", "#c8c8c8"];

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.Eks];

    private static readonly LinePattern[] Patterns =
        [LinePattern.Solid, new([7, 4], 0, "dashed"), new([2, 3], 0, "dotted"), new([9, 3, 2, 3], 0, "dash-dotted"), new([4, 2], 0, "densely dashed")];

    /// <summary>The look of the series that stands at <paramref name="index"/> in its chart.</summary>
    public static SeriesMark Of(int index, ReportTheme theme)
    {
        string[] colors = [theme.Measured, .. theme == ReportTheme.Dark ? OnDark : OnLight];
        return new SeriesMark(Color.FromHex(colors[index % colors.Length]), Shapes[index % Shapes.Length], Patterns[index % Patterns.Length]);
    }

    /// <summary>The quiet look of others' numbers.</summary>
    public static SeriesMark Reference(int index, ReportTheme theme) => Of(index, theme) with { Color = Color.FromHex(theme.Reference) };

    /// <summary>The marker, as ScottPlot takes it.</summary>
    /// <param name="size">Width of a disc in CSS pixels; others are as heavy.</param>
    public MarkerStyle Marker(float size = MarkerSize) => new(Shape, Shape switch
    {
        MarkerShape.FilledTriangleUp => size * 1.3f,
        MarkerShape.FilledDiamond => size * 1.25f,
        MarkerShape.FilledSquare or MarkerShape.Eks => size * 0.88f,
        _ => size,
    }, Color);
}
