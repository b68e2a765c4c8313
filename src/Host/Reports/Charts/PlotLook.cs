using ScottPlot;

namespace RrrGpu.Host.Reports;

/// <summary>The look that all plots share: a theme's colours, the embedded letters, and axes that do not shout.</summary>
internal static class PlotLook
{
    /// <summary>The size of lettering along axes, in CSS pixels.</summary>
    public const float LetterSize = 14;

    /// <summary>What is set smaller than this cannot be read.</summary>
    public const float SmallestLetterSize = 9;

    /// <summary>How far lettering is moved down: the embedded typeface stands high in its lines, and ScottPlot centres the lines.</summary>
    public const float LetterDrop = 2;

    /// <summary>An empty plot in the colours of <paramref name="theme"/>: a line along the bottom, a grid at heights, no other frame.</summary>
    public static Plot CreatePlot(ReportTheme theme)
    {
        var plot = new Plot();
        // Several plots and their legend share a canvas.
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.HideLegend();
        plot.FigureBackground.Color = Color.FromHex(theme.Background);
        plot.DataBackground.Color = Color.FromHex(theme.Background);
        plot.Axes.Color(Color.FromHex(theme.Muted));
        plot.Axes.Frame(false);
        plot.Axes.Bottom.FrameLineStyle.IsVisible = true;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Grid.MajorLineColor = Color.FromHex(theme.Rule);
        plot.Grid.MajorLineWidth = 1;
        foreach (IAxis axis in plot.Axes.GetAxes())
        {
            axis.TickLabelStyle.FontSize = LetterSize;
            axis.TickLabelStyle.OffsetY = LetterDrop;
        }

        ReportFonts.Apply(plot);
        return plot;
    }

    /// <summary>Writes an axis's name, smaller where it would not fit into <paramref name="room"/>.</summary>
    public static void Name(IAxis axis, string name, float room)
    {
        axis.Label.Text = name;
        axis.Label.Bold = false;
        axis.Label.FontSize = Lettering.FittingSize([name], LetterSize, room);
    }
}
