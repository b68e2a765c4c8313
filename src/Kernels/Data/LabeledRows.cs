namespace RrrGpu.Kernels;

/// <summary>Input rows with a class label each.</summary>
public sealed class LabeledRows
{
    /// <summary>Pairs inputs with labels, without copying.</summary>
    /// <exception cref="ArgumentException">The counts differ, or a label is outside 0…K−1.</exception>
    public LabeledRows(InputMatrix inputs, int[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (classes < 2)
            throw new ArgumentException($"classes: expected at least 2, got {classes}");
        if (labels.Length != inputs.Rows)
            throw new ArgumentException($"labels: expected {inputs.Rows}, one a row, got {labels.Length}");
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentException($"labels: row {i}: expected a class from 0 to {classes - 1}, got {labels[i]}");
        }

        Inputs = inputs;
        Labels = labels;
        Classes = classes;
    }

    /// <summary>The rows, N × D.</summary>
    public InputMatrix Inputs { get; }

    /// <summary>The class of each row, N values in 0…K−1.</summary>
    public int[] Labels { get; }

    /// <summary>K, the number of classes.</summary>
    public int Classes { get; }

    /// <summary>N, the number of rows.</summary>
    public int Count => Labels.Length;

    /// <summary>The given rows, in the given order.</summary>
    /// <exception cref="ArgumentException">A row does not exist, or there are none.</exception>
    public LabeledRows Select(ReadOnlySpan<int> rows)
    {
        var inputs = Inputs.Select(rows);
        var labels = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            labels[i] = Labels[rows[i]];
        return new LabeledRows(inputs, labels, Classes);
    }
}
