using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// out = (in·Wᵀ)∘D, D the pattern of positive activations: δ2, δ1, v2 and v1.
/// Shapes: in B × O, W I × O, activations B × I, out B × I.
/// A thread forms one column of four rows as dot products, eight terms at a time.
/// </summary>
internal sealed class DenseBackward(Accelerator accelerator, Launch launch)
{
    private const int RowTile = 4;

    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(LaunchScope scope, ModelMatrix input, ModelMatrix weights, ModelMatrix activations, ModelMatrix output)
    {
        if (weights.Columns != input.Columns || activations.Columns != output.Columns)
            throw new ArgumentException($"dense backward: expected {weights.Columns} input columns like the weights, got {input.Columns}");
        var threads = Launch.Tiles(scope.MaxRows, RowTile) * output.Columns;
        _kernel(launch.Of(threads, scope.Models), scope.Views, input, weights, activations, output);
    }

    private static void Kernel(Scope scope, ModelMatrix input, ModelMatrix weights, ModelMatrix activations, ModelMatrix output)
    {
        var model = scope.Model;
        var row = Scope.Thread / output.Columns * RowTile;
        var column = Scope.Thread % output.Columns;
        var last = scope.Batch(model).Rows - 1;
        if (row > last)
            return;

        var end = IntrinsicMath.Min(row + RowTile, last + 1);
        for (var r = row; r < end; r++)
        {
            var sum = DotProduct.OfRows(model, input, r, weights, column);
            output[model, r, column] = activations[model, r, column] > 0f ? sum : 0f;
        }
    }
}
