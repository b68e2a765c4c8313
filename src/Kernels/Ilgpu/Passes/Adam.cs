using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// Adam's step: see <see cref="AdamRule"/>. λ₂ is in g already.
/// Shapes: θ, m, v, g one value a parameter of each model; a pair of corrections a model.
/// A thread does one parameter on a GPU, where threads side by side read what lies side by side, and a run of them on a
/// processor, whose compiler makes vectors of it.
/// </summary>
internal sealed class Adam(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, ArrayView<ModelConstants>, ArrayView<BiasCorrection>, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, AdamConstants, int> _kernel =
        accelerator.LoadStreamKernel<ArrayView<ModelConstants>, ArrayView<BiasCorrection>, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, AdamConstants, int>(Kernel);

    /// <param name="models">M.</param>
    /// <param name="constants">Each model's learning rate.</param>
    /// <param name="corrections">Each model's corrections at this step.</param>
    /// <param name="parameters">θ, one row of all parameters.</param>
    /// <param name="firstMoment">m.</param>
    /// <param name="secondMoment">v.</param>
    /// <param name="gradient">g.</param>
    /// <param name="settings">β₁, β₂ and ε.</param>
    public void Run(
        int models,
        ArrayView<ModelConstants> constants,
        ArrayView<BiasCorrection> corrections,
        ModelMatrix parameters,
        ModelMatrix firstMoment,
        ModelMatrix secondMoment,
        ModelMatrix gradient,
        AdamSettings settings) =>
        _kernel(
            launch.Of(Launch.Tiles(parameters.Columns, launch.ElementsPerThread), models),
            constants, corrections, parameters, firstMoment, secondMoment, gradient,
            AdamConstants.Of(settings),
            launch.ElementsPerThread);

    private static void Kernel(
        ArrayView<ModelConstants> constants,
        ArrayView<BiasCorrection> corrections,
        ModelMatrix parameters,
        ModelMatrix firstMoment,
        ModelMatrix secondMoment,
        ModelMatrix gradient,
        AdamConstants settings,
        int run)
    {
        var model = Grid.IdxZ;
        var first = Scope.Thread * run;
        var end = IntrinsicMath.Min(first + run, parameters.Columns);
        var rule = new AdamRule(settings, corrections[model], constants[model].LearningRate);
        for (var i = first; i < end; i++)
        {
            var value = new AdamValue(parameters[model, 0, i], firstMoment[model, 0, i], secondMoment[model, 0, i]);
            var next = rule.Next(value, gradient[model, 0, i]);
            parameters[model, 0, i] = next.Parameter;
            firstMoment[model, 0, i] = next.FirstMoment;
            secondMoment[model, 0, i] = next.SecondMoment;
        }
    }
}

/// <summary>What divides Adam's moments at one step of one model.</summary>
internal readonly record struct BiasCorrection(float FirstMomentScale, float RootScale);

/// <summary>Adam's constants as kernels read them: β₁, 1 − β₁, β₂, 1 − β₂ and ε.</summary>
internal readonly record struct AdamConstants(float Beta1, float Beta1Rest, float Beta2, float Beta2Rest, float Epsilon)
{
    public static AdamConstants Of(AdamSettings settings) =>
        new(settings.Beta1, 1f - settings.Beta1, settings.Beta2, 1f - settings.Beta2, settings.Epsilon);
}
