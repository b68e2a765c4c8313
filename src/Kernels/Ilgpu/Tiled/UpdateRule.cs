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
