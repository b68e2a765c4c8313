using System.Globalization;
using System.Text;

namespace RrrGpu.Host.Reports;

/// <summary>One picture drawn twice, so that it sits on a light page and on a dark one.</summary>
/// <param name="Light">For <see cref="ReportTheme.Light"/>.</param>
/// <param name="Dark">For <see cref="ReportTheme.Dark"/>.</param>
public sealed record ThemedPicture(Picture Light, Picture Dark) : FigureContent
{
    /// <summary>Draws with <paramref name="draw"/> under both themes.</summary>
    public static ThemedPicture Of(Func<ReportTheme, Picture> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return new ThemedPicture(draw(ReportTheme.Light), draw(ReportTheme.Dark));
    }

    internal override void Write(StringBuilder html, string alternativeText) => html.Append(CultureInfo.InvariantCulture, $"""
        <picture tabindex="0">
        <source media="(prefers-color-scheme: dark)" srcset="{HtmlText.DataUri("image/png", Dark.Png)}" width="{Dark.Width}" height="{Dark.Height}">
        <img src="{HtmlText.DataUri("image/png", Light.Png)}" width="{Light.Width}" height="{Light.Height}" alt="{HtmlText.Encode(alternativeText)}">
        </picture>

        """);
}
