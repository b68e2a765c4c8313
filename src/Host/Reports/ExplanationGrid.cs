using System.Globalization;
using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>Rows of explained images, a row a model, as in Figure 9 of Ross, Hughes and Doshi-Velez (2017).</summary>
/// <param name="Size">How the explained rows are laid out as images; 1 or 3 channels.</param>
/// <param name="Rows">The models and their pictures.</param>
/// <param name="Enlargement">CSS pixels an image pixel.</param>
/// <param name="White">The pixel value that is drawn white; 0 is black.</param>
public sealed record ExplanationGrid(
    ImageSize Size,
    IReadOnlyList<ExplanationRow> Rows,
    int Enlargement = 6,
    float White = 255f)
{
    /// <summary>Draws the grid: each model's name, under it its pictures, under each picture its class and what the model says.</summary>
    /// <param name="theme">Colours of the lettering and of what lies around the pictures.</param>
    /// <exception cref="ArgumentException">There is nothing to draw, or a picture does not fit <see cref="Size"/>.</exception>
    public Picture Draw(ReportTheme theme)
    {
        ArgumentNullException.ThrowIfNull(theme);
        Validate();
        return new ExplanationGridDrawing(this, theme).Draw();
    }

    /// <summary>
    /// The grid's numbers: a row for each line of each picture and channel, with the pixels and the gradients of the line, left to right,
    /// parted by spaces; gradients in five significant digits. What the first model's picture shows is not said again of the others'.
    /// </summary>
    /// <exception cref="ArgumentException">There is nothing to draw, or a picture does not fit <see cref="Size"/>.</exception>
    public CsvTable ToCsv()
    {
        Validate();
        var csv = new CsvTable("model", "picture", "label", "predicted", "y", "channel", "pixels", "gradients");
        foreach (ExplanationRow row in Rows)
            for (int i = 0; i < row.Pictures.Count; i++)
                Append(csv, row, i);
        return csv;
    }

    private void Append(CsvTable csv, ExplanationRow row, int index)
    {
        ExplainedPicture picture = row.Pictures[index];
        IReadOnlyList<ExplainedPicture> first = Rows[0].Pictures;
        bool isKnown = row != Rows[0] && index < first.Count && picture.Pixels.Span.SequenceEqual(first[index].Pixels.Span);
        for (int y = 0; y < Size.Height; y++)
        {
            for (int channel = 0; channel < Size.Channels; channel++)
            {
                csv.Append(
                    row.Model,
                    Whole(index),
                    picture.Label,
                    picture.Predicted,
                    Whole(y),
                    Whole(channel),
                    isKnown ? "" : CsvTable.Line(Size, picture.Pixels.Span, y, channel, CsvTable.SevenDigits),
                    CsvTable.Line(Size, picture.Gradient.Span, y, channel, CsvTable.FiveDigits));
            }
        }
    }

    private void Validate()
    {
        if (Rows.Count == 0)
            throw new ArgumentException("rows: expected at least one model, got none");
        if (Enlargement < 1)
            throw new ArgumentException($"enlargement: expected at least 1, got {Enlargement}");
        foreach (ExplanationRow row in Rows)
        {
            if (row.Pictures.Count == 0)
                throw new ArgumentException($"pictures of '{row.Model}': expected at least one, got none");
            foreach (ExplainedPicture picture in row.Pictures)
                ExplanationImage.Validate(Size, picture, White);
        }
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
