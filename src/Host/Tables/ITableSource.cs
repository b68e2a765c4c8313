using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tables;

/// <summary>Rows from a file, with a class each, that are not features yet.</summary>
internal interface ITableSource
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>What stands in the label column of each row.</summary>
    IReadOnlyList<string> Labels { get; }

    /// <summary>How a row is laid out as an image; null where rows are not images.</summary>
    ImageSize? Image { get; }

    /// <summary>What features there are, from some rows; null where they have no names.</summary>
    /// <exception cref="BadInputException">A column has too many categories, or two features would have one name.</exception>
    IReadOnlyList<InputColumn>? FitColumns(int[] rows);

    /// <summary>Some rows as features.</summary>
    /// <param name="columns">The features; null for as many as there are, in their order.</param>
    /// <param name="rows">The rows, in the order in which they are wanted.</param>
    /// <exception cref="BadInputException">The columns are others.</exception>
    InputMatrix Encode(IReadOnlyList<InputColumn>? columns, int[] rows);
}
