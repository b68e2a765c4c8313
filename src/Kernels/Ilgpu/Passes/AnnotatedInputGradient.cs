using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// g = v1·W1ᵀ at the marked entries of a minibatch only, and what <see cref="Penalty"/> makes of A∘g, for the loss or for the
/// gradient, with λ₁ times the minibatch's scale.
/// Shapes: v1 B × H1, W1 D × H1, result one value an entry.
/// A thread does one entry.
/// </summary>
internal sealed class AnnotatedInputGradient(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, EntryViews, ArrayView<ModelConstants>, ModelMatrix, ModelMatrix, ModelMatrix, int, int> _kernel =
        accelerator.LoadStreamKernel<Scope, EntryViews, ArrayView<ModelConstants>, ModelMatrix, ModelMatrix, ModelMatrix, int, int>(Kernel);

    /// <param name="scope">The minibatch.</param>
    /// <param name="entries">The marked entries.</param>
    /// <param name="constants">λ₁ of each model.</param>
    /// <param name="v1">v1.</param>
    /// <param name="weights">W1.</param>
    /// <param name="result">One row of a value for each of the minibatch's entries.</param>
    /// <param name="norm">The penalty.</param>
    /// <param name="derivative">Whether h is wanted, rather than terms of the loss.</param>
    public void Run(
        LaunchScope scope,
        EntryViews entries,
        ArrayView<ModelConstants> constants,
        ModelMatrix v1,
        ModelMatrix weights,
        ModelMatrix result,
        PenaltyNorm norm,
        bool derivative)
    {
        if (scope.MaxEntries > 0)
            _kernel(launch.Of(scope.MaxEntries, scope.Models), scope.Views, entries, constants, v1, weights, result, (int)norm, derivative ? 1 : 0);
    }

    private static void Kernel(
        Scope scope,
        EntryViews entries,
        ArrayView<ModelConstants> constants,
        ModelMatrix v1,
        ModelMatrix weights,
        ModelMatrix result,
        int norm,
        int derivative)
    {
        var model = scope.Model;
        if (Scope.Thread >= scope.Batch(model).Entries)
            return;

        var entry = scope.Batch(model).FirstEntry + Scope.Thread;
        var annotation = entries.Weight(entry);
        var gradient = DotProduct.OfRows(model, v1, entries.Row(entry), weights, entries.Feature(entry));
        var lambda = constants[model].Lambda1 * scope.Batch(model).RightReasonsScale;
        result[model, 0, Scope.Thread] = derivative != 0
            ? Penalty.Derivative(norm, lambda, annotation, gradient)
            : Penalty.Value(norm, lambda, annotation, gradient);
    }
}
