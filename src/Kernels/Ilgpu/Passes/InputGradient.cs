using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// g = v1·W1ᵀ, every feature of every row: explanations and masks. Training needs marked entries only, see
/// <see cref="AnnotatedInputGradient"/>.
/// Shapes: v1 B × H1, W1 D × H1, g B × D.
/// A thread forms one feature of four rows as dot products, eight terms at a time.
/// </summary>
internal sealed class InputGradient(Accelerator accelerator, Launch launch)
{
    private const int RowTile = 4;

    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(LaunchScope scope, ModelMatrix v1, ModelMatrix weights, ModelMatrix gradient)
    {
        if (weights.Columns != v1.Columns)
            throw new ArgumentException($"input gradient: expected {weights.Columns} units like the weights, got {v1.Columns}");
        var threads = Launch.Tiles(scope.MaxRows, RowTile) * gradient.Columns;
        _kernel(launch.Of(threads, scope.Models), scope.Views, v1, weights, gradient);
    }

    private static void Kernel(Scope scope, ModelMatrix v1, ModelMatrix weights, ModelMatrix gradient)
    {
        var model = scope.Model;
        var row = Scope.Thread / gradient.Columns * RowTile;
        var feature = Scope.Thread % gradient.Columns;
        var last = scope.Batch(model).Rows - 1;
        for (var end = IntrinsicMath.Min(row + RowTile - 1, last); row <= end; row++)
            gradient[model, row, feature] = DotProduct.OfRows(model, v1, row, weights, feature);
    }
}
