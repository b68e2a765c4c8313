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

    /// <summary>The share of entries in M_c for c = 0.00, 0.01, …, 0.99.</summary>
    public const string Shares = "share_by_cutoff.csv";

    /// <summary>Writes gradients as they come, so that only a chunk of them is in memory.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rows">N, the rows of all chunks.</param>
    /// <param name="columns">D.</param>
    /// <param name="chunks">The gradients of all rows, some rows at a time.</param>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void WriteGradients(string folder, int rows, int columns, IEnumerable<float[]> chunks)
    {
        AtomicFile.Write(Path.Combine(folder, Gradients), stream =>
        {
            NpyFile.WriteHeader(stream, NumberType.Float32, rows, columns);
            foreach (var gradients in chunks)
                NumberBlock.WriteLittleEndian(stream, new NumberArray(gradients, gradients.Length));
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

    /// <summary>Writes what the model says of each row.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void WritePredictions(string folder, ExplainedRows rows, Predictions predictions)
    {
        var csv = new CsvTable(["row", "label", "predicted", "confidence", .. Enumerable.Range(0, predictions.Classes).Select(static k => $"p{Whole(k)}")]);
        for (var i = 0; i < rows.Rows.Count; i++)
        {
            var p = predictions.Probabilities(i);
            var predicted = predictions.Predicted(i);
            var fields = new List<string> { Whole(rows.Indices[i]), Whole(rows.Rows.Labels[i]), Whole(predicted), CsvTable.Number((float)p[predicted]) };
            foreach (var probability in p)
                fields.Add(CsvTable.Number((float)probability));
            csv.Append(fields);
        }

        AtomicFile.WriteText(Path.Combine(folder, Predictions), csv.ToString());
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
