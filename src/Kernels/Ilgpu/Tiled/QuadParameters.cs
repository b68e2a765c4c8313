using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// A layer's weights and biases, their moments, and where gradients are written, by quads. The four lie in buffers of their own, and in each
/// of them at the same places.
/// </summary>
internal readonly struct QuadParameters(QuadMatrix weights, QuadMatrix firstMoment, QuadMatrix secondMoment, QuadMatrix gradient)
{
    private readonly QuadMatrix _weights = weights;
    private readonly QuadMatrix _firstMoment = firstMoment;
    private readonly QuadMatrix _secondMoment = secondMoment;
    private readonly QuadMatrix _gradient = gradient;

    /// <summary>Unit quads.</summary>
    public int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _weights.Columns;
    }

    /// <summary>What is in the gradient's place of four rows from <paramref name="row"/> on; zeros behind <paramref name="lastRow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block Gradient(int model, int row, int lastRow, int quad) => BlockMemory.Read(_gradient, model, row, lastRow + 1, quad);

    /// <summary>Takes the step of four parameters, or writes their gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ModelUpdate rule, int row, int quad, Quad sum)
    {
        var views = Views(rule.Model, row, quad);
        views.Store(rule, isIn: true, 0, sum, views.Load(rule, isIn: true, 0));
    }

    /// <summary>The same of four rows from <paramref name="row"/> on; those behind <paramref name="lastRow"/> are left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ModelUpdate rule, int row, int lastRow, int quad, Block sum)
    {
        var views = Views(rule.Model, row, quad);
        var (isIn0, isIn1, isIn2, isIn3) = (row <= lastRow, row + 1 <= lastRow, row + 2 <= lastRow, row + 3 <= lastRow);

        // All is read before anything is written: a compiler must suppose that a store changes what is read behind it.
        var row0 = views.Load(rule, isIn0, 0);
        var row1 = views.Load(rule, isIn1, Columns);
        var row2 = views.Load(rule, isIn2, 2 * Columns);
        var row3 = views.Load(rule, isIn3, 3 * Columns);
        views.Store(rule, isIn0, 0, sum.R0, row0);
        views.Store(rule, isIn1, Columns, sum.R1, row1);
        views.Store(rule, isIn2, 2 * Columns, sum.R2, row2);
        views.Store(rule, isIn3, 3 * Columns, sum.R3, row3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ParameterViews Views(int model, int row, int quad)
    {
        var place = _weights.Place(model, row, quad);
        return new(_weights.From(place), _firstMoment.From(place), _secondMoment.From(place), _gradient.From(place));
    }
}
