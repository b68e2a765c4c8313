using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// h += values at the marked entries, where h covers every feature.
/// Shapes: values one an entry, h B × D.
/// A thread does one entry; no two entries are the same element.
/// </summary>
internal sealed class EntryScatter(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, EntryViews, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, EntryViews, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(LaunchScope scope, EntryViews entries, ModelMatrix values, ModelMatrix h)
    {
        if (scope.MaxEntries > 0)
            _kernel(launch.Of(scope.MaxEntries, scope.Models), scope.Views, entries, values, h);
    }

    private static void Kernel(Scope scope, EntryViews entries, ModelMatrix values, ModelMatrix h)
    {
        var model = scope.Model;
        if (Scope.Thread >= scope.Batch(model).Entries)
            return;
        var entry = scope.Batch(model).FirstEntry + Scope.Thread;
        h[model, entries.Row(entry), entries.Feature(entry)] += values[model, 0, Scope.Thread];
    }
}
