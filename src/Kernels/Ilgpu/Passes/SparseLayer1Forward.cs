using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// a1 = max(0, x·W1 + b1), over the inputs that are not zero.
/// Shapes: x B × D, W1 D × H1 with b1 as its row D, a1 B × H1.
/// A thread holds eight units of one row and walks that row's entries, two sums in turn so that no addition waits for the last.
/// Threads side by side work on the same units of neighbouring rows: that part of W1 stays in a core's nearest cache.
/// </summary>
internal sealed class SparseLayer1Forward(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, ArrayView<int>, SparseInputs, int, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<int>, SparseInputs, int, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(LaunchScope scope, ArrayView<int> rows, SparseInputs inputs, int features, ModelMatrix weights, ModelMatrix hidden)
    {
        var threads = scope.MaxRows * Launch.Tiles(hidden.Columns, Lanes.Count);
        _kernel(launch.Of(threads, scope.Models), scope.Views, rows, inputs, features, weights, hidden);
    }

    private static void Kernel(Scope scope, ArrayView<int> rows, SparseInputs inputs, int features, ModelMatrix weights, ModelMatrix hidden)
    {
        var model = scope.Model;
        var count = scope.Batch(model).Rows;
        var row = Scope.Thread % count;
        var unit = Scope.Thread / count * Lanes.Count;
        if (unit >= hidden.Columns)
            return;

        var source = rows[scope.Batch(model).FirstPosition + row];
        var entry = inputs.Start(source);
        var end = inputs.Start(source + 1);
        Lanes even = default, odd = default;
        for (; entry + 1 < end; entry += 2)
        {
            even.Add(inputs.Value(entry), weights.Load(model, inputs.Feature(entry), unit));
            odd.Add(inputs.Value(entry + 1), weights.Load(model, inputs.Feature(entry + 1), unit));
        }

        if (entry < end)
            even.Add(inputs.Value(entry), weights.Load(model, inputs.Feature(entry), unit));
        even.Add(odd);
        even.Add(weights.Load(model, features, unit));
        even.Rectify();
        hidden.Store(model, row, unit, even);
    }
}
