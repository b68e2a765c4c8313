using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// δ += q, q = H_s·u with H_s the Hessian of the explained scalar s in z: see <see cref="ScalarDerivatives.Second"/>.
/// Shapes: p, u, δ B × K; k of each row as <see cref="ScalarGradient"/> left it.
/// A thread does one row.
/// </summary>
internal sealed class LogitError(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, int> _kernel =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, int>(Kernel);

    public void Run(LaunchScope scope, ModelMatrix probabilities, ModelMatrix u, ModelMatrix target, ModelMatrix error, ExplainedScalar scalar) =>
        _kernel(launch.Of(scope.MaxRows, scope.Models), scope.Views, probabilities, u, target, error, (int)scalar);

    private static void Kernel(Scope scope, ModelMatrix probabilities, ModelMatrix u, ModelMatrix target, ModelMatrix error, int scalar)
    {
        var model = scope.Model;
        var row = Scope.Thread;
        if (row >= scope.Batch(model).Rows)
            return;

        var classes = error.Columns;
        var k = (int)target[model, row, 0];
        float mean = 0f, others = 0f;
        for (var j = 0; j < classes; j++)
        {
            var p = probabilities[model, row, j];
            mean += p * u[model, row, j];
            if (j != k)
                others += p;
        }

        for (var j = 0; j < classes; j++)
        {
            error[model, row, j] += ScalarDerivatives.Second(
                scalar, classes, j == k, probabilities[model, row, j], probabilities[model, row, k], others, u[model, row, j], u[model, row, k], mean);
        }
    }
}
