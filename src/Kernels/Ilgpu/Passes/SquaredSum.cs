using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// Parts of Σθ²: part i sums the squares of parameters i, i + <see cref="Parts"/>, i + 2·<see cref="Parts"/>, …
/// The host adds the parts, in order.
/// Shapes: θ one row of P values, result one row of <see cref="Parts"/> values.
/// A thread does one part.
/// </summary>
internal sealed class SquaredSum(Accelerator accelerator, Launch launch)
{
    /// <summary>Parts a model.</summary>
    public const int Parts = 512;

    private readonly Action<KernelConfig, ModelMatrix, ModelMatrix> _kernel = accelerator.LoadStreamKernel<ModelMatrix, ModelMatrix>(Kernel);

    public void Run(int models, ModelMatrix parameters, ModelMatrix result) => _kernel(launch.Of(Parts, models), parameters, result);

    private static void Kernel(ModelMatrix parameters, ModelMatrix result)
    {
        var part = Scope.Thread;
        if (part >= Parts)
            return;
        var sum = 0f;
        for (var i = part; i < parameters.Columns; i += Parts)
        {
            var value = parameters[Grid.IdxZ, 0, i];
            sum += value * value;
        }

        result[Grid.IdxZ, 0, part] = sum;
    }
}
