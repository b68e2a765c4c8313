using RrrGpu.Kernels;

namespace RrrGpu.Bench.Comparison;

/// <summary>
/// What a training step of one model must do at least, whoever does it, as if no input were zero: two operations a multiply-add and no
/// padding.
/// </summary>
/// <param name="Operations">
/// x·W1 and xᵀδ1, the three products at marked entries, and those with W2 and W3: forward, backward and gradient, twice where there are
/// annotations.
/// </param>
/// <param name="Bytes">Parameters and Adam's moments read and written, and the model's part in the minibatch's inputs, read once for all.</param>
internal sealed record StepWork(double Operations, double Bytes)
{
    private const int TrainingRows = 60_000;
    private const int SwatchPixels = 16;
    private const int BatchRows = 256;
    private const int StateAccesses = 6;

    /// <summary>Of a comparison's steps, as a mean over an epoch.</summary>
    public static StepWork Of(ComparisonOptions options)
    {
        // 20 Newsgroups has as many rows, features and classes as the generated table.
        var isSparse = options.Data != ComparedData.DecoyMnist;
        var shape = isSparse ? DecoyWorkload.Shape with { Inputs = SparseTable.Features, Classes = SparseTable.Classes } : DecoyWorkload.Shape;
        var all = isSparse ? SparseTable.TrainingRows : TrainingRows;
        var rows = all / Math.Ceiling(all / (double)BatchRows);
        var inputBytes = isSparse ? sizeof(float) : sizeof(byte);
        return Of(shape, rows, options.Annotations == "full" ? SwatchPixels : 0, options.Models, inputBytes);
    }

    /// <summary>Of any step.</summary>
    /// <param name="shape">D, H1, H2 and K.</param>
    /// <param name="rows">B.</param>
    /// <param name="marked">Marked entries of a row; 0 where there is no annotation.</param>
    /// <param name="models">How many models share the rows.</param>
    /// <param name="inputBytes">Bytes of an input.</param>
    public static StepWork Of(NetworkShape shape, double rows, double marked, int models, int inputBytes)
    {
        var layer1 = 2 * rows * shape.Inputs * shape.Hidden1 * 2 + 3 * 2 * rows * marked * shape.Hidden1;
        var upper = 2 * rows * (shape.Hidden1 * shape.Hidden2 + shape.Hidden2 * shape.Classes) * (marked > 0 ? 6 : 3);
        return new(layer1 + upper, StateAccesses * sizeof(float) * (double)shape.ParameterCount + inputBytes * rows * shape.Inputs / models);
    }
}
