using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// a1 = max(0, x·W1 + b1).
/// Shapes: x B × D, W1 D × H1 with b1 as its row D, a1 B × H1.
/// A thread holds eight units of four rows: twelve reads serve 32 products.
/// </summary>
internal sealed class Layer1Forward<TInputs>(Accelerator accelerator, Launch launch)
    where TInputs : struct, IInputView
{
    private const int RowTile = 4;

    private readonly Action<KernelConfig, Scope, ArrayView<int>, TInputs, int, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<int>, TInputs, int, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(LaunchScope scope, ArrayView<int> rows, TInputs inputs, int features, ModelMatrix weights, ModelMatrix hidden)
    {
        var threads = Launch.Tiles(scope.MaxRows, RowTile) * Launch.Tiles(hidden.Columns, Lanes.Count);
        _kernel(launch.Of(threads, scope.Models), scope.Views, rows, inputs, features, weights, hidden);
    }

    private static void Kernel(Scope scope, ArrayView<int> rows, TInputs inputs, int features, ModelMatrix weights, ModelMatrix hidden)
    {
        var model = scope.Model;
        var blocks = (hidden.Columns + Lanes.Count - 1) / Lanes.Count;
        var row = Scope.Thread / blocks * RowTile;
        var unit = Scope.Thread % blocks * Lanes.Count;
        var last = scope.Batch(model).Rows - 1;
        if (row > last)
            return;

        var position = scope.Batch(model).FirstPosition;
        var x0 = rows[position + row] * inputs.Pitch;
        var x1 = rows[position + IntrinsicMath.Min(row + 1, last)] * inputs.Pitch;
        var x2 = rows[position + IntrinsicMath.Min(row + 2, last)] * inputs.Pitch;
        var x3 = rows[position + IntrinsicMath.Min(row + 3, last)] * inputs.Pitch;
        Lanes s0 = default, s1 = default, s2 = default, s3 = default;
        for (var feature = 0; feature < features; feature++)
        {
            var weight = weights.Load(model, feature, unit);
            s0.Add(inputs.At(x0 + feature), weight);
            s1.Add(inputs.At(x1 + feature), weight);
            s2.Add(inputs.At(x2 + feature), weight);
            s3.Add(inputs.At(x3 + feature), weight);
        }

        var bias = weights.Load(model, features, unit);
        Store(model, row, unit, s0, bias, hidden);
        if (row + 1 <= last)
            Store(model, row + 1, unit, s1, bias, hidden);
        if (row + 2 <= last)
            Store(model, row + 2, unit, s2, bias, hidden);
        if (row + 3 <= last)
            Store(model, row + 3, unit, s3, bias, hidden);
    }

    private static void Store(int model, int row, int unit, Lanes sum, Lanes bias, ModelMatrix hidden)
    {
        sum.Add(bias);
        sum.Rectify();
        hidden.Store(model, row, unit, sum);
    }
}
