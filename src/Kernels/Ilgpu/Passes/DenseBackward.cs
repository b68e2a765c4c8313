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

        var row1 = IntrinsicMath.Min(row + 1, last);
        var row2 = IntrinsicMath.Min(row + 2, last);
        var row3 = IntrinsicMath.Min(row + 3, last);
        var length = input.Columns;
        var whole = length / Lanes.Count * Lanes.Count;
        Lanes l0 = default, l1 = default, l2 = default, l3 = default;
        for (var j = 0; j < whole; j += Lanes.Count)
        {
            var weight = weights.Load(model, column, j);
            l0.Add(weight, input.Load(model, row, j));
            l1.Add(weight, input.Load(model, row1, j));
            l2.Add(weight, input.Load(model, row2, j));
            l3.Add(weight, input.Load(model, row3, j));
        }

        float s0 = l0.Sum, s1 = l1.Sum, s2 = l2.Sum, s3 = l3.Sum;
        for (var j = whole; j < length; j++)
        {
            var weight = weights[model, column, j];
            s0 += weight * input[model, row, j];
            s1 += weight * input[model, row1, j];
            s2 += weight * input[model, row2, j];
            s3 += weight * input[model, row3, j];
        }

        output[model, row, column] = activations[model, row, column] > 0f ? s0 : 0f;
        if (row + 1 <= last)
            output[model, row + 1, column] = activations[model, row + 1, column] > 0f ? s1 : 0f;
        if (row + 2 <= last)
            output[model, row + 2, column] = activations[model, row + 2, column] > 0f ? s2 : 0f;
        if (row + 3 <= last)
            output[model, row + 3, column] = activations[model, row + 3, column] > 0f ? s3 : 0f;
    }
}
