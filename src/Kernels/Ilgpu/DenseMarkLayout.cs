using System.Runtime.InteropServices;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The marks of <see cref="DenseMarks"/>, laid out on the host.</summary>
internal sealed class DenseMarkLayout(int features)
{
    private readonly List<MarkWords> _bits = [];
    private readonly List<Quad> _weights = [];

    /// <summary>D.</summary>
    public int Features => features;

    /// <summary>Of annotations without weights.</summary>
    public ReadOnlySpan<MarkWords> Bits => CollectionsMarshal.AsSpan(_bits);

    /// <summary>Of annotations with weights.</summary>
    public ReadOnlySpan<Quad> Weights => CollectionsMarshal.AsSpan(_weights);

    /// <summary>Adds the marks of a minibatch.</summary>
    /// <returns>A <see cref="MarkForm"/>, and where they begin.</returns>
    public (int Form, int First) Add(ReadOnlySpan<int> rows, Annotation annotation)
    {
        var first = annotation.IsWeighted ? _weights.Count : _bits.Count;
        if (annotation.IsWeighted)
            AddWeights(rows, annotation, Quad.Of(rows.Length));
        else
            AddBits(rows, annotation, Quad.Of(rows.Length));
        return (annotation.IsWeighted ? MarkForm.Weights : MarkForm.Bits, first);
    }

    private void AddBits(ReadOnlySpan<int> rows, Annotation annotation, int rowQuads)
    {
        var words = MemoryMarshal.Cast<MarkWords, uint>(Cleared(_bits, (features + MarkWords.Features - 1) / MarkWords.Features * rowQuads));
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var feature in annotation.RowFeatures(rows[row]))
                words[feature / MarkWords.Features * rowQuads * Quad.Count + row] |= 1u << (feature % MarkWords.Features);
        }
    }

    private void AddWeights(ReadOnlySpan<int> rows, Annotation annotation, int rowQuads)
    {
        var weights = MemoryMarshal.Cast<Quad, float>(Cleared(_weights, Quad.Of(features) * Quad.Count * rowQuads));
        for (var row = 0; row < rows.Length; row++)
        {
            var marked = annotation.RowFeatures(rows[row]);
            var values = annotation.Weights.Slice(annotation.RowStart[rows[row]], marked.Length);
            for (var i = 0; i < marked.Length; i++)
                weights[marked[i] * rowQuads * Quad.Count + row] = values[i];
        }
    }

    /// <summary>That many more elements of a list, all zero.</summary>
    private static Span<T> Cleared<T>(List<T> list, int count)
    {
        var first = list.Count;
        CollectionsMarshal.SetCount(list, checked(first + count));
        var added = CollectionsMarshal.AsSpan(list)[first..];
        added.Clear();
        return added;
    }
}
