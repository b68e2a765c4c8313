using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// u1 = (h·W1)∘D1, over the marked entries only.
/// Shapes: h one value an entry, W1 D × H1, a1 and u1 B × H1.
/// A thread holds eight units of one row and walks that row's entries.
/// </summary>
internal sealed class AnnotatedForward(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, EntryViews, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, EntryViews, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(LaunchScope scope, EntryViews entries, ModelMatrix h, ModelMatrix weights, ModelMatrix hidden, ModelMatrix u1)
    {
        if (weights.Columns != u1.Columns || hidden.Columns != u1.Columns)
            throw new ArgumentException($"annotated forward: expected {weights.Columns} units like the weights, got {u1.Columns}");
        var threads = scope.MaxRows * Launch.Tiles(u1.Columns, Lanes.Count);
        _kernel(launch.Of(threads, scope.Models), scope.Views, entries, h, weights, hidden, u1);
    }

    private static void Kernel(Scope scope, EntryViews entries, ModelMatrix h, ModelMatrix weights, ModelMatrix hidden, ModelMatrix u1)
    {
        var model = scope.Model;
        var blocks = (u1.Columns + Lanes.Count - 1) / Lanes.Count;
        var row = Scope.Thread / blocks;
        var unit = Scope.Thread % blocks * Lanes.Count;
        if (row >= scope.Batch(model).Rows)
            return;

        var firstEntry = scope.Batch(model).FirstEntry;
        var end = entries.Offset(scope.Batch(model).FirstEntryOffset + row + 1);
        Lanes sum = default;
        for (var entry = entries.Offset(scope.Batch(model).FirstEntryOffset + row); entry < end; entry++)
            sum.Add(h[model, 0, entry - firstEntry], weights.Load(model, entries.Feature(entry), unit));

        sum.Gate(hidden.Load(model, row, unit));
        u1.Store(model, row, unit, sum);
    }
}
