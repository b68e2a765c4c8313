using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// What a weight gradient's pass does with its sums: adds 2λ₂θ, and either takes Adam's step at once, so that the gradient never
/// visits memory, or writes the gradient.
/// </summary>
/// <param name="constants">Each model's λ₂ and learning rate.</param>
/// <param name="corrections">Each model's corrections at this step.</param>
/// <param name="settings">β₁, β₂ and ε.</param>
/// <param name="steps">1 to take the step, 0 to write the gradient.</param>
internal readonly struct UpdateRule(ArrayView<ModelConstants> constants, ArrayView<BiasCorrection> corrections, AdamConstants settings, int steps)
{
    private readonly ArrayView<ModelConstants> _constants = constants;
    private readonly ArrayView<BiasCorrection> _corrections = corrections;
    private readonly AdamConstants _settings = settings;
    private readonly int _steps = steps;

    /// <summary>Whether Adam's step is taken.</summary>
    public bool Steps
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _steps != 0;
    }

    /// <summary>Whether the right-reasons term is part of a model's gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsPenalised(int model) => _constants[model].IsPenalised != 0;

    /// <summary>2λ₂ of a model.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Decay(int model) => _constants[model].Decay;

    /// <summary>Adam for a model.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AdamRule Adam(int model) => new(_settings, _corrections[model], _constants[model].LearningRate);
}

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

    /// <summary>Takes the step of four parameters, or writes their gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(UpdateRule rule, int model, int row, int quad, Quad sum)
    {
        var weight = _weights[model, row, quad];
        sum.Add(rule.Decay(model), weight);
        if (!rule.Steps)
            _gradient[model, row, quad] = sum;
        else
            Step(rule.Adam(model), model, row, quad, weight, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step(AdamRule adam, int model, int row, int quad, Quad weight, Quad sum)
    {
        var m = _firstMoment[model, row, quad];
        var v = _secondMoment[model, row, quad];
        var x = adam.Next(new AdamValue(weight.X, m.X, v.X), sum.X);
        var y = adam.Next(new AdamValue(weight.Y, m.Y, v.Y), sum.Y);
        var z = adam.Next(new AdamValue(weight.Z, m.Z, v.Z), sum.Z);
        var w = adam.Next(new AdamValue(weight.W, m.W, v.W), sum.W);
        _weights[model, row, quad] = new Quad(x.Parameter, y.Parameter, z.Parameter, w.Parameter);
        _firstMoment[model, row, quad] = new Quad(x.FirstMoment, y.FirstMoment, z.FirstMoment, w.FirstMoment);
        _secondMoment[model, row, quad] = new Quad(x.SecondMoment, y.SecondMoment, z.SecondMoment, w.SecondMoment);
    }
}

/// <summary>The same, value by value: rows of the output layer are no whole quads.</summary>
internal readonly struct ScalarParameters(ModelMatrix weights, ModelMatrix firstMoment, ModelMatrix secondMoment, ModelMatrix gradient)
{
    private readonly ModelMatrix _weights = weights;
    private readonly ModelMatrix _firstMoment = firstMoment;
    private readonly ModelMatrix _secondMoment = secondMoment;
    private readonly ModelMatrix _gradient = gradient;

    /// <summary>Takes the step of four parameters, or writes their gradient; those beyond the row are left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(UpdateRule rule, int model, int row, int quad, Quad sum)
    {
        var column = quad * Quad.Count;
        Apply(rule, model, row, column, sum.X);
        Apply(rule, model, row, column + 1, sum.Y);
        Apply(rule, model, row, column + 2, sum.Z);
        Apply(rule, model, row, column + 3, sum.W);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply(UpdateRule rule, int model, int row, int column, float sum)
    {
        if (column < _weights.Columns)
        {
            var weight = _weights[model, row, column];
            sum += rule.Decay(model) * weight;
            if (!rule.Steps)
                _gradient[model, row, column] = sum;
            else
                Step(rule.Adam(model), model, row, column, weight, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step(AdamRule adam, int model, int row, int column, float weight, float gradient)
    {
        var next = adam.Next(new AdamValue(weight, _firstMoment[model, row, column], _secondMoment[model, row, column]), gradient);
        _weights[model, row, column] = next.Parameter;
        _firstMoment[model, row, column] = next.FirstMoment;
        _secondMoment[model, row, column] = next.SecondMoment;
    }
}
