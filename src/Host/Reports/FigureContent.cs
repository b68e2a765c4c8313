using System.Text;

namespace RrrGpu.Host.Reports;

/// <summary>What a figure shows: a <see cref="ThemedPicture"/>, or a <see cref="ShadedWords"/> where words are better left to the page.</summary>
public abstract record FigureContent
{
    private protected FigureContent()
    {
    }

    /// <summary>Writes the content as HTML.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="alternativeText">What it shows, for those who cannot see it.</param>
    internal abstract void Write(StringBuilder html, string alternativeText);
}
