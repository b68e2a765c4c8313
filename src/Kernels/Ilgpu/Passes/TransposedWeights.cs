using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// W2ᵀ and W3ᵀ, with which a processor forms in·Wᵀ eight columns at a time as <see cref="DenseForward"/> does: sums across the
/// columns of a vector, as in <see cref="DenseBackward"/>, cost it more than this copy.
/// Shapes: W2 H1 × H2, W3 H2 × K; their biases are left out.
/// A thread writes one row.
/// </summary>
internal sealed class TransposedWeights(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(LaunchScope scope, ModelMatrix w2, ModelMatrix w3, ModelMatrix w2Transposed, ModelMatrix w3Transposed) =>
        _kernel(launch.Of(w2.Columns + w3.Columns, scope.Models), scope.Views, w2, w3, w2Transposed, w3Transposed);

    private static void Kernel(Scope scope, ModelMatrix w2, ModelMatrix w3, ModelMatrix w2Transposed, ModelMatrix w3Transposed)
    {
        var model = scope.Model;
        var row = Scope.Thread;
        if (row < w2.Columns)
        {
            for (var column = 0; column < w2Transposed.Columns; column++)
                w2Transposed[model, row, column] = w2[model, column, row];
        }
        else if (row < w2.Columns + w3.Columns)
        {
            for (var column = 0; column < w3Transposed.Columns; column++)
                w3Transposed[model, row - w2.Columns, column] = w3[model, column, row - w2.Columns];
        }
    }
}
