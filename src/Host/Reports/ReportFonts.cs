using System.Reflection;
using ScottPlot;
using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>
/// The typefaces that every picture is lettered with. They travel inside the assembly, so a machine
/// without fonts, where ScottPlot leaves out all text without a word, draws the same picture as any other.
/// </summary>
public static class ReportFonts
{
    /// <summary>
    /// The family name under which ScottPlot finds the embedded typefaces. No installed font bears it,
    /// so nothing but the embedded files can answer.
    /// </summary>
    public const string Family = "RrrGpu Sans";

    private static readonly Lazy<SKTypeface> LoadedRegular = new(() => Load("Fonts/DejaVuSans.ttf"));
    private static readonly Lazy<SKTypeface> LoadedBold = new(() => Load("Fonts/DejaVuSans-Bold.ttf"));

    // ScottPlot keeps its resolvers in one list for the process; the family is entered there once.
    private static readonly Lazy<bool> Registration = new(() =>
    {
        ScottPlot.Fonts.FontResolvers.Insert(0, new EmbeddedResolver());
        return true;
    });

    /// <summary>DejaVu Sans.</summary>
    public static SKTypeface Regular => LoadedRegular.Value;

    /// <summary>DejaVu Sans Bold.</summary>
    public static SKTypeface Bold => LoadedBold.Value;

    /// <summary>
    /// Letters the title, legend and axes of <paramref name="plot"/>, and every text that was added to it so far, with the
    /// embedded family.
    /// </summary>
    /// <remarks>ScottPlot's own <c>Font.Set</c> is left alone: it fixes one weight for the whole process, and bold is lost.</remarks>
    /// <exception cref="InvalidOperationException">ScottPlot would draw with another typeface, or with none.</exception>
    public static void Apply(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        _ = Registration.Value;
        SKTypeface? found = ScottPlot.Fonts.GetTypeface(Family, bold: false, italic: false);
        if (found?.FamilyName != Regular.FamilyName)
            throw new InvalidOperationException($"font of plots: expected the embedded {Regular.FamilyName}, got {found?.FamilyName ?? "none"}");

        plot.Axes.Title.Label.FontName = Family;
        plot.Legend.FontName = Family;
        foreach (IAxis axis in plot.Axes.GetAxes())
        {
            axis.Label.FontName = Family;
            axis.TickLabelStyle.FontName = Family;
        }

        foreach (LabelStyleProperties labelled in plot.GetPlottables().OfType<LabelStyleProperties>())
            labelled.LabelFontName = Family;
    }

    private static SKTypeface Load(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"embedded font: expected the resource {resource}, got none");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data)
            ?? throw new InvalidOperationException($"embedded font: expected {resource} to be a typeface, got {data.Size} bytes that are not");
    }

    private sealed class EmbeddedResolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName == Family ? (weight >= FontWeight.SemiBold ? Bold : Regular) : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName == Family ? (bold ? Bold : Regular) : null;
    }
}
