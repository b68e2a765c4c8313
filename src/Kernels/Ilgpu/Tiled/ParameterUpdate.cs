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

    /// <summary>Whether the right-reasons term is part of a model's gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsPenalised(int model) => _constants[model].IsPenalised != 0;

    /// <summary>The rule of one model, read once: what is stored to in between could else be what it is read from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ModelUpdate Of(int model) =>
        new(model, _constants[model].Decay, new AdamRule(_settings, _corrections[model], _constants[model].LearningRate), _steps);
}

/// <summary>An <see cref="UpdateRule"/> for one model.</summary>
internal readonly struct ModelUpdate(int model, float decay, AdamRule adam, int steps)
{
    /// <summary>The model.</summary>
    public readonly int Model = model;

    /// <summary>2λ₂.</summary>
    public readonly float Decay = decay;

    /// <summary>Adam.</summary>
    public readonly AdamRule Adam = adam;

    private readonly int _steps = steps;

    /// <summary>Whether Adam's step is taken.</summary>
    public bool Steps
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _steps != 0;
    }
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

/// <summary>The same, value by value: rows of the output layer are no whole quads.</summary>
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
