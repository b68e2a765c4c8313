namespace RrrGpu.Kernels.Simd;

/// <summary>W1ᵀ of a model, H1 rows padded like D, which explanations in full are formed from.</summary>
internal sealed unsafe class TransposedW1
{
    private readonly SimdModel _model;
    private readonly AlignedArray<float> _memory;

    public TransposedW1(SimdModel model)
    {
        _model = model;
        _memory = new((long)model.Layout.Shape.Hidden1 * model.Layout.Inputs);
        Update(0, model.Layout.Shape.Inputs);
    }

    /// <summary>The first element; valid while this object is reachable.</summary>
    public float* Pointer => _memory.Pointer;

    /// <summary>Brings <paramref name="count"/> features from <paramref name="first"/> on into line with W1.</summary>
    public void Update(int first, int count)
    {
        var layout = _model.Layout;
        for (var d = first; d < first + count; d++)
        {
            var row = _model.Theta + layout.W1 + d * (nint)layout.Hidden1;
            for (var h = 0; h < layout.Shape.Hidden1; h++)
                _memory.Pointer[h * (nint)layout.Inputs + d] = row[h];
        }
    }
}
