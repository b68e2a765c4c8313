using System.CommandLine;
using RrrGpu.Host.Commands;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Explanations;

/// <summary>The rows of a data set that are explained.</summary>
/// <param name="Set"><c>train</c> or <c>test</c>.</param>
/// <param name="Indices">Their indices in that set.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Annotation">The data set's own annotation of them; null where it has none.</param>
internal sealed record ExplainedRows(string Set, int[] Indices, LabeledRows Rows, Annotation? Annotation)
{
    private const string OptionName = "--rows";

    /// <summary>The option that chooses them.</summary>
    public static Option<string[]> Option() => new(OptionName)
    {
        Description = "Rows to explain: train or test, and, with a second --rows or after a comma, which of them, such as 0..99 or 3,14,15; default: test.",
        HelpName = "train|test|ROWS",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Reads the option's words, before any data are read.</summary>
    /// <exception cref="BadInputException">They are no such choice.</exception>
    public static (string Set, int[]? Indices) Parse(string[] words)
    {
        string? set = null;
        var numbers = new List<string>();
        foreach (var word in words.SelectMany(static word => word.Split(',')))
        {
            if (word is not ("train" or "test"))
                numbers.Add(word);
            else if (set is null)
                set = word;
            else
                throw new BadInputException($"{OptionName}: expected train or test once, got '{string.Join(' ', words)}'");
        }

        return (set ?? "test", numbers.Count == 0 ? null : RowList.Parse(OptionName, string.Join(',', numbers)));
    }

    /// <summary>Takes the rows out of a data set.</summary>
    /// <exception cref="BadInputException">There is no such row.</exception>
    public static ExplainedRows Of(DataSet data, string set, int[]? indices)
    {
        var isTraining = set == "train";
        var (rows, annotation) = isTraining ? (data.Train, data.Annotation) : (data.Test, data.TestAnnotation);
        if (indices is null)
            return new ExplainedRows(set, [.. Enumerable.Range(0, rows.Count)], rows, annotation);
        if (indices.Max() >= rows.Count)
            throw new BadInputException($"{OptionName}: expected {set} rows from 0 to {rows.Count - 1}, got {indices.Max()}");
        return new ExplainedRows(set, indices, rows.Select(indices), annotation?.Select(indices));
    }
}
