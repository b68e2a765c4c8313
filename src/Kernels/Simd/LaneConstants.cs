namespace RrrGpu.Kernels.Simd;

/// <summary>Constant rows that the passes of one layout read.</summary>
internal sealed unsafe class LaneConstants
{
    private readonly AlignedArray<float> _zeros;
    private readonly AlignedArray<float> _classPadding;
    private readonly AlignedArray<float> _classes;
    private readonly AlignedArray<float> _labels;
    private readonly int _width;
    private readonly AlignedArray<float> _one = new(1);

    public LaneConstants(PaddedLayout layout)
    {
        _zeros = new(Math.Max(Math.Max(layout.Hidden1, layout.Hidden2), Math.Max(layout.Classes, layout.Inputs)));
        _classPadding = new(layout.Classes);
        _classPadding.Span[layout.Shape.Classes..].Fill(float.NegativeInfinity);
        _classes = new(layout.Classes);
        _classes.Span[..layout.Shape.Classes].Fill(1);
        _width = layout.Classes;
        _labels = new(2 * _width);
        _labels.Span[_width] = 1;
        _one.Span[0] = 1;
    }

    /// <summary>Zeros, as many as the widest padded row.</summary>
    public float* Zeros => _zeros.Pointer;

    /// <summary>0 for a class, −∞ for padding: added to logits, it leaves padding without probability.</summary>
    public float* ClassPadding => _classPadding.Pointer;

    /// <summary>1 for a class, 0 for padding.</summary>
    public float* Ones => _classes.Pointer;

    /// <summary>A single 1, which read with stride 0 makes a product a column sum.</summary>
    public float* One => _one.Pointer;

    /// <summary>1 for class <paramref name="label"/>, 0 for the others and for padding: a window upon one 1 among zeros.</summary>
    public float* Label(int label) => _labels.Pointer + _width - label;
}
