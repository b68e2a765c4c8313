namespace RrrGpu.Kernels.Simd;

/// <summary>One network's parameters and moments in padded memory, with the transposes that the backward passes read.</summary>
internal sealed unsafe class SimdModel
{
    private readonly AlignedArray<float> _theta;
    private readonly AlignedArray<float> _first;
    private readonly AlignedArray<float> _second;
    private readonly AlignedArray<float> _transposes;

    public SimdModel(PaddedLayout layout, ModelSettings settings, OptimizerState state)
    {
        Layout = layout;
        Settings = settings;
        _theta = new(layout.Length);
        _first = new(layout.Length);
        _second = new(layout.Length);
        var transposed2 = (long)layout.Shape.Hidden2 * layout.Hidden1;
        _transposes = new(transposed2 + (long)layout.Shape.Classes * layout.Hidden2);
        W2Transposed = _transposes.Pointer;
        W3Transposed = _transposes.Pointer + transposed2;
        Write(state);
    }

    public PaddedLayout Layout { get; }

    public ModelSettings Settings { get; }

    /// <summary>Adam steps done.</summary>
    public long Steps { get; set; }

    /// <summary>θ in <see cref="PaddedLayout"/>'s order.</summary>
    public float* Theta => _theta.Pointer;

    /// <summary>Adam's m, likewise.</summary>
    public float* First => _first.Pointer;

    /// <summary>Adam's v, likewise.</summary>
    public float* Second => _second.Pointer;

    /// <summary>W2ᵀ, H2 rows padded like H1.</summary>
    public float* W2Transposed { get; }

    /// <summary>W3ᵀ, K rows padded like H2.</summary>
    public float* W3Transposed { get; }

    public void Write(OptimizerState state)
    {
        Layout.Write(state.Parameters, Theta);
        Layout.Write(state.FirstMoment, First);
        Layout.Write(state.SecondMoment, Second);
        Steps = state.Steps;
        TransposeW2(0, Layout.Shape.Hidden1);
        TransposeW3(0, Layout.Shape.Hidden2);
    }

    public OptimizerState Read() => new(Layout.Read(Theta), Layout.Read(First), Layout.Read(Second), Steps);

    /// <summary>Brings rows <paramref name="from"/> up to <paramref name="to"/> of W2 into its transpose.</summary>
    public void TransposeW2(int from, int to) =>
        Transpose(Theta + Layout.W2, Layout.Hidden2, from, to, Layout.Shape.Hidden2, W2Transposed, Layout.Hidden1);

    /// <summary>Brings rows <paramref name="from"/> up to <paramref name="to"/> of W3 into its transpose.</summary>
    public void TransposeW3(int from, int to) =>
        Transpose(Theta + Layout.W3, Layout.Classes, from, to, Layout.Shape.Classes, W3Transposed, Layout.Hidden2);

    /// <summary>λ₂Σθ², summed in double.</summary>
    public double WeightDecay()
    {
        double sum = 0;
        foreach (var value in _theta.Span)
            sum += (double)value * value;
        return Settings.Lambda2 * sum;
    }

    private static void Transpose(float* source, int stride, int from, int to, int columns, float* destination, int destinationStride)
    {
        for (var column = 0; column < columns; column++)
        {
            for (var row = from; row < to; row++)
                destination[(nint)column * destinationStride + row] = source[(nint)row * stride + column];
        }
    }
}
