using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// The explanations g of a block of rows by every model of an ensemble, for one thread, and what the similarity penalty makes of
/// them. Sums run over models in their order, so that no bit depends on how many threads share the rows.
/// </summary>
internal sealed unsafe class ExplanationBlock<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private readonly int _models;
    private readonly int _width;
    private readonly AlignedArray<float> _gradients;
    private readonly double[] _gram;
    private readonly float[] _coefficients;

    public ExplanationBlock(int models, PaddedLayout layout)
    {
        _models = models;
        _width = layout.Inputs;
        _gradients = new((long)models * RowPass<TLane>.BlockRows * _width);
        _gram = new double[models * models];
        _coefficients = new float[models * models];
    }

    /// <summary>g of a model: a padded row for each row of the block.</summary>
    public float* Gradients(int model) => Gradient(model, 0);

    /// <summary>g of a model for one row.</summary>
    public float* Gradient(int model, int row) => _gradients.Pointer + (model * (nint)RowPass<TLane>.BlockRows + row) * _width;

    /// <summary>Σ_{i&lt;j} (g_i·g_j)² / (|g_i|²|g_j|² + ε) of a row.</summary>
    public double Similarity(int row, double epsilon)
    {
        FormGram(row);
        return RowSimilarity.Value(_gram, _models, epsilon);
    }

    /// <summary>Writes every model's h_i = scale · ∂/∂g_i of a row's similarity.</summary>
    /// <param name="row">The row of the block.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="scale">w, divided by what the reduction asks for.</param>
    /// <param name="works">Each model's workspace.</param>
    /// <param name="slot">The row of H that takes it.</param>
    public void Differentiate(int row, double epsilon, double scale, Workspace[] works, int slot)
    {
        FormGram(row);
        RowSimilarity.Differentiate(_gram, _models, epsilon, scale, _coefficients);
        for (var model = 0; model < _models; model++)
            Combine(_coefficients.AsSpan(model * _models, _models), row, works[model].H + slot * (nint)_width);
    }

    private void FormGram(int row)
    {
        for (var i = 0; i < _models; i++)
        {
            for (var j = i; j < _models; j++)
            {
                var product = Elementwise.Dot<TLane>(Gradient(i, row), Gradient(j, row), _width / TLane.Count);
                _gram[i * _models + j] = _gram[j * _models + i] = product;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Combine(ReadOnlySpan<float> coefficients, int row, float* h)
    {
        var first = Gradient(0, row);
        var stride = RowPass<TLane>.BlockRows * (nint)_width;
        for (nint d = 0; d < _width; d += TLane.Count)
        {
            var sum = TLane.Zero;
            var gradient = first + d;
            for (var j = 0; j < coefficients.Length; j++)
            {
                TLane.Accumulate(ref sum, TLane.Broadcast(coefficients[j]), gradient);
                gradient += stride;
            }

            TLane.Store(sum, h + d);
        }
    }
}
