using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>How a model's annotation is held in a <see cref="BatchPlan"/>.</summary>
internal static class MarkForm
{
    /// <summary>As a list of the entries that it marks.</summary>
    public const int Listed = 0;

    /// <summary>As a bit for every entry.</summary>
    public const int Bits = 1;

    /// <summary>As a weight for every entry.</summary>
    public const int Weights = 2;
}

/// <summary>Marks of 32 neighbouring features in each of four neighbouring rows of a minibatch, the lowest bit the first feature.</summary>
internal struct MarkWords
{
    /// <summary>Features of a word.</summary>
    public const int Features = 32;

    public uint Row0;
    public uint Row1;
    public uint Row2;
    public uint Row3;
}

/// <summary>
/// Annotations that mark so much that every entry of a minibatch has a bit or a weight: what is not marked has zero. By row
/// quads side by side: word w of row quad r at first + w · row quads + r, and the weights of feature d at first + d · row quads + r.
/// </summary>
internal readonly struct DenseMarks(ArrayView<MarkWords> bits, ArrayView<Quad> weights, int features)
{
    private readonly ArrayView<MarkWords> _bits = bits;
    private readonly ArrayView<Quad> _weights = weights;
    private readonly int _features = features;

    /// <summary>D.</summary>
    public int Features
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _features;
    }

    /// <summary>A of four features in four rows, feature by feature; zeros beyond the last row and the last feature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block Of(BatchDescriptor batch, int rowQuad, int featureQuad)
    {
        var rowQuads = (batch.Rows + Quad.Count - 1) / Quad.Count;
        var isThere = rowQuad < rowQuads && featureQuad * Quad.Count < _features;
        Block marks = default;
        if (isThere && batch.MarkForm == MarkForm.Bits)
        {
            var words = _bits[batch.FirstMark + featureQuad * Quad.Count / MarkWords.Features * rowQuads + rowQuad];
            var bit = PowerOfTwo.Remainder(featureQuad * Quad.Count, MarkWords.Features);
            marks.R0 = OfBit(words, bit);
            marks.R1 = OfBit(words, bit + 1);
            marks.R2 = OfBit(words, bit + 2);
            marks.R3 = OfBit(words, bit + 3);
        }
        else if (isThere)
        {
            var first = batch.FirstMark + featureQuad * Quad.Count * rowQuads + rowQuad;
            marks.R0 = _weights[first];
            marks.R1 = _weights[first + rowQuads];
            marks.R2 = _weights[first + 2 * rowQuads];
            marks.R3 = _weights[first + 3 * rowQuads];
        }

        return marks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Quad OfBit(MarkWords words, int bit) => new(One(words.Row0, bit), One(words.Row1, bit), One(words.Row2, bit), One(words.Row3, bit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float One(uint word, int bit) => ((word >> bit) & 1) != 0 ? 1f : 0f;
}
