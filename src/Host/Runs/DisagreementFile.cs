using System.Globalization;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Runs;

/// <summary>
/// <c>disagreement.csv</c>: the test rows, those that the diverse models disagree on most first, with each one's class and its
/// probability of that class.
/// </summary>
internal static class DisagreementFile
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "disagreement.csv";

    private const int Leading = 4;
    private const string Expected = "the table of disagreement of a find-another run";

    /// <summary>Writes the file.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void Write(string path, FindAnotherResult result)
    {
        var diverse = result.Models.Where(static model => model.IsDiverse).Select(static model => Whole(model.Iteration));
        var csv = new CsvTable(["rank", "row", "label", "disagreement", .. diverse.SelectMany(static i => new[] { $"prediction_{i}", $"confidence_{i}" })]);
        foreach (var (rank, row) in result.Disagreements.Index())
        {
            csv.Append(
            [
                Whole(rank + 1), Whole(row.Row), Whole(row.Label), CsvTable.Number(row.Disagreement),
                .. row.Predictions.Zip(row.Confidences).SelectMany(static p => new[] { Whole(p.First), CsvTable.Number(p.Second) }),
            ]);
        }

        AtomicFile.WriteText(path, csv.ToString());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="BadInputException">The file is missing, unreadable or something else.</exception>
    public static IReadOnlyList<RowDisagreement> Read(string path)
    {
        using var reader = new StreamReader(InputFile.Open(path, Expected));
        try
        {
            if (reader.ReadLine() is not { } header || !header.StartsWith("rank,row,label,disagreement", StringComparison.Ordinal))
                throw BadInputException.At(path, Expected, "another kind of file");
            var columns = header.Split(',').Length;
            var rows = new List<RowDisagreement>();
            while (reader.ReadLine() is { } line)
                rows.Add(Parse(line.Split(','), columns));
            return rows;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw BadInputException.At(path, Expected, $"one that cannot be read ({e.Message})", e);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, Expected, e);
        }
    }

    private static RowDisagreement Parse(string[] fields, int columns)
    {
        if (fields.Length != columns)
            throw new FormatException($"{fields.Length} columns under a header of {columns}");
        var models = Enumerable.Range(0, (columns - Leading) / 2).ToArray();
        return new RowDisagreement(
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[2], CultureInfo.InvariantCulture),
            double.Parse(fields[3], CultureInfo.InvariantCulture),
            [.. models.Select(m => int.Parse(fields[Leading + 2 * m], CultureInfo.InvariantCulture))],
            [.. models.Select(m => double.Parse(fields[Leading + 2 * m + 1], CultureInfo.InvariantCulture))]);
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
