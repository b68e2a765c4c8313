using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// g = v1·W1ᵀ at the marked entries of a minibatch only, and what the penalty makes of t = A∘g: for the loss
/// λ₁ t² or λ₁ |t|, for the gradient h = 2λ₁ A∘t or λ₁ A∘sign(t), sign(0) = 0, times the minibatch's scale.
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
        var gradient = annotation * DotProduct.OfRows(model, v1, entries.Row(entry), weights, entries.Feature(entry));
        var sign = gradient > 0f ? 1f : (gradient < 0f ? -1f : 0f);
        var lambda = constants[model].Lambda1 * scope.Batch(model).RightReasonsScale;
        float value;
        if (derivative != 0)
            value = norm == (int)PenaltyNorm.L2 ? 2f * lambda * annotation * gradient : lambda * annotation * sign;
        else
            value = norm == (int)PenaltyNorm.L2 ? lambda * gradient * gradient : lambda * XMath.Abs(gradient);
        result[model, 0, Scope.Thread] = value;
    }
}
