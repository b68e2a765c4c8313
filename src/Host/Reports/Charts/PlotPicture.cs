using ScottPlot;
using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>A plot and where it stands on a picture, in CSS pixels.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="Place">Its place, lettering included.</param>
internal readonly record struct PlacedPlot(Plot Plot, PixelRect Place)
{
    /// <summary>Places a plot by its upper left corner and its size.</summary>
    public PlacedPlot(Plot plot, float left, float top, float width, float height)
        : this(plot, new PixelRect(left, left + width, top + height, top))
    {
    }
}

/// <summary>Plots under their legend as one picture.</summary>
internal static class PlotPicture
{
    /// <summary>Draws plots and legend, and disposes of the plots.</summary>
    public static Picture Draw(int width, float height, ReportTheme theme, PlotLegend legend, IReadOnlyList<PlacedPlot> plots)
    {
        try
        {
            return Picture.Draw(width, (int)Math.Ceiling(height), SKColor.Parse(theme.Background), canvas =>
            {
                foreach ((Plot plot, PixelRect place) in plots)
                    plot.Render(canvas, place);
                legend.Render(canvas);
            });
        }
        finally
        {
            foreach (PlacedPlot placed in plots)
                placed.Plot.Dispose();
        }
    }
}
