using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>One row's values of every class in shared memory, as one thread works on them.</summary>
/// <param name="values">The pool of a <see cref="RowTile"/>.</param>
/// <param name="place">Where the first class begins, in quads.</param>
/// <param name="pitch">Rows of the tile.</param>
/// <param name="row">The row.</param>
internal readonly struct RowValues(ArrayView<float> values, int place, int pitch, int row)
{
    private readonly ArrayView<float> _values = values;
    private readonly int _first = place * Quad.Count + row;
    private readonly int _pitch = pitch;

    /// <summary>The value of class <paramref name="k"/>.</summary>
    public ref float this[int k]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _values[_first + k * _pitch];
    }

    /// <summary>The class of the largest value, the lowest of those that tie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Largest(int classes)
    {
        var best = 0;
        for (var j = 1; j < classes; j++)
        {
            if (this[j] > this[best])
                best = j;
        }

        return best;
    }

    /// <summary>
    /// Turns logits into p = softmax(z), and writes the cross-entropy's logit error δ = scale · (p − y), p_y − 1 as
    /// −Σ_{j≠y} p_j; zeros behind the last class.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Softmax(RowValues error, int classes, int label, float scale)
    {
        var largest = this[0];
        for (var k = 1; k < classes; k++)
            largest = IntrinsicMath.Max(largest, this[k]);
        var sum = 0f;
        for (var k = 0; k < classes; k++)
        {
            var exponential = XMath.Exp(this[k] - largest);
            this[k] = exponential;
            sum += exponential;
        }

        var others = 0f;
        for (var k = 0; k < classes; k++)
        {
            var probability = this[k] / sum;
            this[k] = probability;
            error[k] = scale * probability;
            if (k != label)
                others += probability;
        }

        error[label] = -scale * others;
        error.ClearBehind(classes);
    }

    /// <summary>Writes c of an explained scalar about class <paramref name="k"/>; zeros behind the last class. These are p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ScalarGradient(RowValues gradient, int classes, int k, int scalar)
    {
        var others = Others(classes, k);
        for (var j = 0; j < classes; j++)
            gradient[j] = ScalarDerivatives.First(scalar, classes, j == k, this[j], this[k], others);
        gradient.ClearBehind(classes);
    }

    /// <summary>δ += q, q = H_s·u. These are p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddLogitError(RowValues u, RowValues error, int classes, int k, int scalar)
    {
        var others = Others(classes, k);
        var mean = 0f;
        for (var j = 0; j < classes; j++)
            mean += this[j] * u[j];
        for (var j = 0; j < classes; j++)
            error[j] += ScalarDerivatives.Second(scalar, classes, j == k, this[j], this[k], others, u[j], u[k], mean);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Others(int classes, int k)
    {
        var others = 0f;
        for (var j = 0; j < classes; j++)
        {
            if (j != k)
                others += this[j];
        }

        return others;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ClearBehind(int classes)
    {
        for (var k = classes; PowerOfTwo.Remainder(k, Quad.Count) != 0; k++)
            this[k] = 0f;
    }
}
