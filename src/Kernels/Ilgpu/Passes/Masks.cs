using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// M_c: bit d of a row is set where |g_d| &gt; c · max|g|, the maximum over the row; a row of zeros marks nothing.
/// Shapes: g B × D, word maxima B × ⌈D/32⌉, bits B × ⌈D/32⌉ words.
/// Two kernels, a thread a word of 32 features in both: first the word's maximum, then the row's maximum and the bits.
/// </summary>
internal sealed class Masks(Accelerator accelerator, Launch launch)
{
    private const int WordBits = 32;

    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix> _maxima =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix>(MaximaKernel);

    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ArrayView<uint>, float> _bits =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ArrayView<uint>, float>(BitsKernel);

    public void Run(LaunchScope scope, ModelMatrix gradient, ModelMatrix maxima, ArrayView<uint> bits, float cutoff)
    {
        if (maxima.Columns != Launch.Tiles(gradient.Columns, WordBits))
            throw new ArgumentException($"masks: expected {Launch.Tiles(gradient.Columns, WordBits)} words a row, got {maxima.Columns}");
        var config = launch.Of(scope.MaxRows * maxima.Columns, scope.Models);
        _maxima(config, scope.Views, gradient, maxima);
        _bits(config, scope.Views, gradient, maxima, bits, cutoff);
    }

    private static void MaximaKernel(Scope scope, ModelMatrix gradient, ModelMatrix maxima)
    {
        var model = scope.Model;
        var row = Scope.Thread / maxima.Columns;
        var word = Scope.Thread % maxima.Columns;
        if (row >= scope.Batch(model).Rows)
            return;
        var largest = 0f;
        var end = IntrinsicMath.Min(gradient.Columns, (word + 1) * WordBits);
        for (var feature = word * WordBits; feature < end; feature++)
            largest = IntrinsicMath.Max(largest, XMath.Abs(gradient[model, row, feature]));
        maxima[model, row, word] = largest;
    }

    private static void BitsKernel(Scope scope, ModelMatrix gradient, ModelMatrix maxima, ArrayView<uint> bits, float cutoff)
    {
        var model = scope.Model;
        var row = Scope.Thread / maxima.Columns;
        var word = Scope.Thread % maxima.Columns;
        if (row >= scope.Batch(model).Rows)
            return;
        var largest = 0f;
        for (var i = 0; i < maxima.Columns; i++)
            largest = IntrinsicMath.Max(largest, maxima[model, row, i]);
        var threshold = cutoff * largest;
        var marked = 0u;
        var end = IntrinsicMath.Min(gradient.Columns, (word + 1) * WordBits);
        for (var feature = word * WordBits; feature < end; feature++)
        {
            if (XMath.Abs(gradient[model, row, feature]) > threshold)
                marked |= 1u << (feature % WordBits);
        }

        bits[Scope.Thread] = marked;
    }
}
