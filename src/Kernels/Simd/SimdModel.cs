namespace RrrGpu.Kernels.Simd;

/// <summary>One network's parameters and moments in padded memory, with the transposes that the backward passes read.</summary>
internal sealed unsafe class SimdModel
{
    /// <summary>A model in <see cref="MemoryLength"/> values of memory, which its ensemble keeps.</summary>
    public SimdModel(PaddedLayout layout, ModelSettings settings, OptimizerState state, float* memory)
    {
        Layout = layout;
        Settings = settings;
        Theta = memory;
        First = Theta + layout.Length;
        Second = First + layout.Length;
        W2Transposed = Second + layout.Length;
        W3Transposed = W2Transposed + W2TransposedLength(layout);
        Write(state);
    }

    public PaddedLayout Layout { get; }

    public ModelSettings Settings { get; }

    /// <summary>Adam steps done.</summary>
    public long Steps { get; set; }

    /// <summary>θ in <see cref="PaddedLayout"/>'s order.</summary>
    public float* Theta { get; }

    /// <summary>Adam's m, likewise.</summary>
    public float* First { get; }

    /// <summary>Adam's v, likewise.</summary>
    public float* Second { get; }

    /// <summary>W2ᵀ, H2 rows padded like H1.</summary>
    public float* W2Transposed { get; }

    /// <summary>W3ᵀ, K rows padded like H2.</summary>
    public float* W3Transposed { get; }

    /// <summary>Values that one model needs: its tensors, Adam's moments and the transposes, together so that few pages hold them.</summary>
    public static long MemoryLength(PaddedLayout layout) =>
        3 * (long)layout.Length + W2TransposedLength(layout) + (long)layout.Shape.Classes * layout.Hidden2;

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
        for (nint i = 0; i < Layout.Length; i++)
            sum += (double)Theta[i] * Theta[i];
        return Settings.Lambda2 * sum;
    }

    private static nint W2TransposedLength(PaddedLayout layout) => (nint)layout.Shape.Hidden2 * layout.Hidden1;

    private static void Transpose(float* source, int stride, int from, int to, int columns, float* destination, int destinationStride)
    {
        for (var column = 0; column < columns; column++)
        {
            for (var row = from; row < to; row++)
                destination[(nint)column * destinationStride + row] = source[(nint)row * stride + column];
        }
    }
}
