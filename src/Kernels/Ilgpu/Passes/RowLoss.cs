using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// Of each row: cross-entropy log Σ exp(z − max z) + max z − z_y, the sum of its penalty terms, and whether its most
/// probable class (the lowest of those that tie) is its label. Rows are added up on the host, in order.
/// Shapes: z B × K, terms one value a marked entry, result B × 3.
/// A thread does one row.
/// </summary>
internal sealed class RowLoss(Accelerator accelerator, Launch launch)
{
    /// <summary>Values a row.</summary>
    public const int Terms = 3;

    private readonly Action<KernelConfig, Scope, ArrayView<int>, ArrayView<int>, ArrayView<ModelConstants>, EntryViews, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<int>, ArrayView<int>, ArrayView<ModelConstants>, EntryViews, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(
        LaunchScope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        ArrayView<ModelConstants> constants,
        EntryViews entries,
        ModelMatrix logits,
        ModelMatrix penalties,
        ModelMatrix result) =>
        _kernel(launch.Of(scope.MaxRows, scope.Models), scope.Views, rows, labels, constants, entries, logits, penalties, result);

    private static void Kernel(
        Scope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        ArrayView<ModelConstants> constants,
        EntryViews entries,
        ModelMatrix logits,
        ModelMatrix penalties,
        ModelMatrix result)
    {
        var model = scope.Model;
        var row = Scope.Thread;
        if (row >= scope.Batch(model).Rows)
            return;

        var best = 0;
        for (var k = 1; k < logits.Columns; k++)
        {
            if (logits[model, row, k] > logits[model, row, best])
                best = k;
        }

        var largest = logits[model, row, best];
        var sum = 0f;
        for (var k = 0; k < logits.Columns; k++)
            sum += XMath.Exp(logits[model, row, k] - largest);
        var label = labels[rows[scope.Batch(model).FirstPosition + row]];

        var penalty = 0f;
        if (constants[model].IsPenalised != 0)
        {
            var firstEntry = scope.Batch(model).FirstEntry;
            var end = entries.Offset(scope.Batch(model).FirstEntryOffset + row + 1);
            for (var entry = entries.Offset(scope.Batch(model).FirstEntryOffset + row); entry < end; entry++)
                penalty += penalties[model, 0, entry - firstEntry];
        }

        result[model, row, 0] = XMath.Log(sum) + (largest - logits[model, row, label]);
        result[model, row, 1] = penalty;
        result[model, row, 2] = best == label ? 1f : 0f;
    }
}
