using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Explanations;

/// <summary>Pictures of explained images: <c>explanations.png</c> with all of them, and <c>pictures/row-N.png</c> each.</summary>
internal static class ExplanationPictures
{
    /// <summary>The picture of all of them.</summary>
    public const string All = "explanations.png";

    /// <summary>The folder of single pictures.</summary>
    public const string Folder = "pictures";

    private const int PicturesARow = 8;

    /// <summary>Whether rows of a data set can be drawn.</summary>
    public static bool CanDraw(DataSet data) => data.Image is { Channels: 1 or 3 };

    /// <summary>Draws the first rows.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="data">The data set.</param>
    /// <param name="rows">The explained rows.</param>
    /// <param name="count">How many of them to draw.</param>
    /// <param name="name">What the model is called.</param>
    /// <param name="explain">The gradients to lay over given rows, rows × features.</param>
    /// <param name="predictions">What the model says of the rows.</param>
    /// <returns>How many were drawn.</returns>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static int Write(string folder, DataSet data, ExplainedRows rows, int count, string name, Func<LabeledRows, float[]> explain, Predictions predictions)
    {
        count = Math.Min(count, rows.Rows.Count);
        if (count == 0)
            return 0;
        var shown = rows.Rows.Select([.. Enumerable.Range(0, count)]);
        var (pixels, gradients, features) = (shown.Inputs.ToArray(), explain(shown), shown.Inputs.Columns);
        var pictures = Enumerable.Range(0, count)
            .Select(i => new ExplainedPicture(
                pixels.AsMemory(i * features, features), gradients.AsMemory(i * features, features), ClassName(data, shown.Labels[i]), ClassName(data, predictions.Predicted(i))))
            .ToArray();
        var white = White(data, pixels);
        var grid = new ExplanationGrid(
            data.Image!.Value,
            [.. pictures.Chunk(PicturesARow).Select((part, i) => new ExplanationRow(i == 0 ? name : "", part))],
            White: white);
        WritePng(Path.Combine(folder, All), grid.Draw(ReportTheme.Light));
        var single = Path.Combine(folder, Folder);
        Directory.CreateDirectory(single);
        for (var i = 0; i < count; i++)
            WritePng(Path.Combine(single, $"row-{Names.Of(rows.Indices[i])}.png"), ExplanationImage.Draw(data.Image.Value, pictures[i], white: white));
        return count;
    }

    private static void WritePng(string path, Picture picture) => AtomicFile.Write(path, stream => stream.Write(picture.Png));

    private static string ClassName(DataSet data, int k) => data.ClassNames?[k] ?? Names.Of(k);

    /// <summary>Bytes are white at 255; of floats, 255 where any exceeds 1, else 1.</summary>
    private static float White(DataSet data, float[] pixels) =>
        data.Test.Inputs.Bytes is not null || Array.Exists(pixels, static p => p > 1) ? 255 : 1;
}
