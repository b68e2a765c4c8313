using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>What a model says of rows: classes and probabilities, from its logits.</summary>
public sealed class Predictions
{
    private readonly float[] _logits;

    /// <summary>Takes logits without copying.</summary>
    /// <param name="logits">N × K, row-major.</param>
    /// <param name="classes">K.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public Predictions(float[] logits, int classes)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (classes < 1 || logits.Length % classes != 0)
            throw new ArgumentException($"logits: expected rows of {classes} values, got {logits.Length} values");
        _logits = logits;
        Classes = classes;
    }

    /// <summary>K.</summary>
    public int Classes { get; }

    /// <summary>N.</summary>
    public int Rows => _logits.Length / Classes;

    /// <summary>The most probable class of a row, the lowest where several tie.</summary>
    public int Predicted(int row)
    {
        var z = Logits(row);
        var k = 0;
        for (var j = 1; j < z.Length; j++)
            k = z[j] > z[k] ? j : k;
        return k;
    }

    /// <summary>The softmax of a row's logits, in double.</summary>
    public double[] Probabilities(int row)
    {
        var z = Logits(row);
        double largest = z[Predicted(row)];
        var p = new double[z.Length];
        double sum = 0;
        for (var j = 0; j < p.Length; j++)
            sum += p[j] = Math.Exp(z[j] - largest);
        for (var j = 0; j < p.Length; j++)
            p[j] /= sum;
        return p;
    }

    /// <summary>The share of rows whose most probable class is their label.</summary>
    /// <param name="rows">The rows that the logits are of, at least one.</param>
    /// <exception cref="ArgumentException">There is another number of rows than of logits, or none.</exception>
    public double Accuracy(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count != Rows || Rows == 0)
            throw new ArgumentException($"rows: expected {Rows} and at least one, as many as there are logits of, got {rows.Count}");
        var right = 0;
        for (var row = 0; row < Rows; row++)
            right += Predicted(row) == rows.Labels[row] ? 1 : 0;
        return (double)right / Rows;
    }

    private ReadOnlySpan<float> Logits(int row) => _logits.AsSpan(row * Classes, Classes);
}
