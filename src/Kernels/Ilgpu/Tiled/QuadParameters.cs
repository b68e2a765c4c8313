using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>A layer's weights and biases, their moments, and where gradients are written, by quads.</summary>
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
    public void Apply(ModelUpdate rule, int row, int quad, Quad sum) => Store(rule, row, row, quad, sum, Load(rule, row, row, quad));

    /// <summary>The same of four rows from <paramref name="row"/> on; those behind <paramref name="lastRow"/> are left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ModelUpdate rule, int row, int lastRow, int quad, Block sum)
    {
        // All is read before anything is written: a compiler must suppose that a store changes what is read behind it.
        var row0 = Load(rule, row, lastRow, quad);
        var row1 = Load(rule, row + 1, lastRow, quad);
        var row2 = Load(rule, row + 2, lastRow, quad);
        var row3 = Load(rule, row + 3, lastRow, quad);
        Store(rule, row, lastRow, quad, sum.R0, row0);
        Store(rule, row + 1, lastRow, quad, sum.R1, row1);
        Store(rule, row + 2, lastRow, quad, sum.R2, row2);
        Store(rule, row + 3, lastRow, quad, sum.R3, row3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private QuadState Load(ModelUpdate rule, int row, int lastRow, int quad)
    {
        QuadState state = default;
        if (row <= lastRow)
        {
            state.Weight = _weights[rule.Model, row, quad];
            if (rule.Steps)
            {
                state.FirstMoment = _firstMoment[rule.Model, row, quad];
                state.SecondMoment = _secondMoment[rule.Model, row, quad];
            }
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(ModelUpdate rule, int row, int lastRow, int quad, Quad sum, QuadState state)
    {
        var (weight, m, v) = (state.Weight, state.FirstMoment, state.SecondMoment);
        sum.Add(rule.Decay, weight);
        if (row <= lastRow && rule.Steps)
        {
            var x = rule.Adam.Next(new AdamValue(weight.X, m.X, v.X), sum.X);
            var y = rule.Adam.Next(new AdamValue(weight.Y, m.Y, v.Y), sum.Y);
            var z = rule.Adam.Next(new AdamValue(weight.Z, m.Z, v.Z), sum.Z);
            var w = rule.Adam.Next(new AdamValue(weight.W, m.W, v.W), sum.W);
            _weights[rule.Model, row, quad] = new Quad(x.Parameter, y.Parameter, z.Parameter, w.Parameter);
            _firstMoment[rule.Model, row, quad] = new Quad(x.FirstMoment, y.FirstMoment, z.FirstMoment, w.FirstMoment);
            _secondMoment[rule.Model, row, quad] = new Quad(x.SecondMoment, y.SecondMoment, z.SecondMoment, w.SecondMoment);
        }
        else if (row <= lastRow)
        {
            _gradient[rule.Model, row, quad] = sum;
        }
    }
}

/// <summary>Four parameters and their moments.</summary>
internal struct QuadState
{
    public Quad Weight;
    public Quad FirstMoment;
    public Quad SecondMoment;
}
