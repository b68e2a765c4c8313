using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>What <see cref="QuadParameters"/> are, value by value: rows of the output layer are no whole quads.</summary>
internal readonly struct ScalarParameters(ModelMatrix weights, ModelMatrix firstMoment, ModelMatrix secondMoment, ModelMatrix gradient)
{
    private readonly ModelMatrix _weights = weights;
    private readonly ModelMatrix _firstMoment = firstMoment;
    private readonly ModelMatrix _secondMoment = secondMoment;
    private readonly ModelMatrix _gradient = gradient;

    /// <summary>Takes the step of four parameters, or writes their gradient; those beyond the row are left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(ModelUpdate rule, int row, int quad, Quad sum)
    {
        var column = quad * Quad.Count;
        Apply(rule, row, column, sum.X);
        Apply(rule, row, column + 1, sum.Y);
        Apply(rule, row, column + 2, sum.Z);
        Apply(rule, row, column + 3, sum.W);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply(ModelUpdate rule, int row, int column, float sum)
    {
        if (column < _weights.Columns)
        {
            var weight = _weights[rule.Model, row, column];
            sum += rule.Decay * weight;
            if (!rule.Steps)
                _gradient[rule.Model, row, column] = sum;
            else
                Step(rule, row, column, weight, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step(ModelUpdate rule, int row, int column, float weight, float gradient)
    {
        var next = rule.Adam.Next(new AdamValue(weight, _firstMoment[rule.Model, row, column], _secondMoment[rule.Model, row, column]), gradient);
        _weights[rule.Model, row, column] = next.Parameter;
        _firstMoment[rule.Model, row, column] = next.FirstMoment;
        _secondMoment[rule.Model, row, column] = next.SecondMoment;
    }
}
