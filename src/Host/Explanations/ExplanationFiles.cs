using System.Globalization;
using System.Runtime.InteropServices;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Explanations;

/// <summary>The files of <c>rrr explain</c>.</summary>
internal static class ExplanationFiles
{
    /// <summary>Gradients, rows × features, float32.</summary>
    public const string Gradients = "gradients.npy";

    /// <summary>M_c, rows × features, booleans.</summary>
    public const string Masks = "masks.npy";

    /// <summary>Each row's label, predicted class and probabilities.</summary>
    public const string Predictions = "predictions.csv";

    /// <summary>Each feature's name, its mean |gradient| and the share of rows in which M_c marks it.</summary>
    public const string Features = "features.csv";

    /// <summary>The share of entries in M_c for c = 0.00, 0.01, …, 0.99.</summary>
    public const string Shares = "share_by_cutoff.csv";

    /// <summary>Writes gradients as they come, so that only a chunk of them is in memory.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rows">N, the rows of all chunks.</param>
    /// <param name="columns">D.</param>
    /// <param name="chunks">The gradients of all rows, some rows at a time.</param>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void WriteGradients(string folder, int rows, int columns, IEnumerable<ReadOnlyMemory<float>> chunks)
    {
        AtomicFile.Write(Path.Combine(folder, Gradients), stream =>
        {
            NpyFile.WriteHeader(stream, NumberType.Float32, rows, columns);
            foreach (var gradients in chunks)
                NumberBlock.WriteLittleEndian(stream, gradients.Span);
        });
    }

    /// <summary>Writes masks a row at a time.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void WriteMasks(string folder, FeatureMasks masks)
    {
        AtomicFile.Write(Path.Combine(folder, Masks), stream =>
        {
            NpyFile.WriteHeader(stream, NumberType.Boolean, masks.Rows, masks.Columns);
            var marks = new bool[masks.Columns];
            for (var row = 0; row < masks.Rows; row++)
            {
                var words = masks.RowWords(row);
                for (var d = 0; d < marks.Length; d++)
                    marks[d] = (words[d >> 5] >> (d & 31) & 1) != 0;
                stream.Write(MemoryMarshal.AsBytes(marks.AsSpan()));
            }
        });
    }

    /// <summary>
    /// Writes what the model says of each row; where classes have names these follow, and where rows are those of a table, which of its
    /// file each is, counted from 0.
    /// </summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void WritePredictions(string folder, DataSet data, ExplainedRows rows, Predictions predictions)
    {
        var fileRows = rows.Set == "train" ? data.Table?.TrainRows : data.Table?.TestRows;
        var csv = new CsvTable(
        [
            "row", "label", "predicted", "confidence", .. Enumerable.Range(0, predictions.Classes).Select(static k => $"p{Whole(k)}"),
            .. data.ClassNames is null ? Array.Empty<string>() : ["label_name", "predicted_name"],
            .. fileRows is null ? Array.Empty<string>() : ["file_row"],
        ]);
        for (var i = 0; i < rows.Rows.Count; i++)
        {
            var p = predictions.Probabilities(i);
            var predicted = predictions.Predicted(i);
            var fields = new List<string> { Whole(rows.Indices[i]), Whole(rows.Rows.Labels[i]), Whole(predicted), CsvTable.Number((float)p[predicted]) };
            foreach (var probability in p)
                fields.Add(CsvTable.Number((float)probability));
            if (data.ClassNames is { } names)
                fields.AddRange([names[rows.Rows.Labels[i]], names[predicted]]);
            if (fileRows is not null)
                fields.Add(Whole(fileRows[rows.Indices[i]]));
            csv.Append(fields);
        }

        AtomicFile.WriteText(Path.Combine(folder, Predictions), csv.ToString());
    }

    /// <summary>Writes what the explanations say of each feature.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">The features' names.</param>
    /// <param name="meanGradients">Mean |gradient|, D.</param>
    /// <param name="masks">M_c.</param>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void WriteFeatures(string folder, IReadOnlyList<string> names, ReadOnlySpan<double> meanGradients, FeatureMasks masks)
    {
        var marked = new int[masks.Columns];
        for (var row = 0; row < masks.Rows; row++)
        {
            var words = masks.RowWords(row);
            for (var d = 0; d < marked.Length; d++)
                marked[d] += (int)(words[d >> 5] >> (d & 31) & 1);
        }

        var csv = new CsvTable("feature", "name", "mean_absolute_gradient", "marked_share");
        for (var d = 0; d < marked.Length; d++)
            csv.Append(Whole(d), names[d], CsvTable.Number(meanGradients[d]), CsvTable.Number((double)marked[d] / masks.Rows));
        AtomicFile.WriteText(Path.Combine(folder, Features), csv.ToString());
    }

    /// <summary>Writes how many entries M_c marks for each cutoff.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void WriteShares(string folder, ShareByCutoff shares)
    {
        var csv = new CsvTable("cutoff", "marked", "share");
        var (counts, fractions) = (shares.Counts, shares.Shares);
        for (var i = 0; i < counts.Count; i++)
            csv.Append(CsvTable.Number(shares.Cutoffs[i]), counts[i].ToString(CultureInfo.InvariantCulture), CsvTable.Number(fractions[i]));
        AtomicFile.WriteText(Path.Combine(folder, Shares), csv.ToString());
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
