namespace RrrGpu.Kernels;

/// <summary>
/// What a model does with rows, as <see cref="IEnsemble.Explain"/> finds it. Explaining another chunk of as many rows into the same
/// explanation saves the system providing new memory, which takes longer than the gradients.
/// </summary>
public sealed class Explanation
{
    /// <summary>Makes room.</summary>
    /// <param name="rows">N, the number of rows; at least 1.</param>
    /// <param name="shape">The model's layer widths: D inputs, K classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows.</exception>
    public Explanation(int rows, NetworkShape shape)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        Rows = rows;
        Shape = shape;
        Logits = new float[checked(rows * shape.Classes)];
        Gradients = GC.AllocateUninitializedArray<float>(checked(rows * shape.Inputs));
        MaskGradients = GC.AllocateUninitializedArray<float>(rows * shape.Inputs);
        Masks = new FeatureMasks(rows, shape.Inputs);
    }

    /// <summary>N.</summary>
    public int Rows { get; }

    /// <summary>The layer widths that there is room for.</summary>
    public NetworkShape Shape { get; }

    /// <summary>z, N × K row-major.</summary>
    public float[] Logits { get; }

    /// <summary>∂s/∂x of the explained scalar s, N × D row-major; see <see cref="IEnsemble.InputGradients"/>.</summary>
    public float[] Gradients { get; }

    /// <summary>The gradients that <see cref="Masks"/> are cut from, N × D row-major; see <see cref="IEnsemble.MaskGradients"/>.</summary>
    public float[] MaskGradients { get; }

    /// <summary>M_c; see <see cref="IEnsemble.Masks"/>.</summary>
    public FeatureMasks Masks { get; }

    /// <exception cref="ArgumentException">There is room for other rows or another model.</exception>
    internal void RequireFor(IRowSet rows, NetworkShape shape)
    {
        if (Rows != rows.Rows.Count || Shape.Inputs != shape.Inputs || Shape.Classes != shape.Classes)
            throw new ArgumentException($"explanation: expected room for {rows.Rows.Count} rows of {shape.Inputs} inputs and {shape.Classes} classes, got room for {Rows} of {Shape.Inputs} and {Shape.Classes}");
    }
}
