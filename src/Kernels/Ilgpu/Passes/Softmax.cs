using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// p = softmax(z), and the cross-entropy's logit error δ = scale · (p − y).
/// Shapes: z, p, δ B × K, y one label a row.
/// A thread does one row. p_y − 1 is formed as −Σ_{j≠y} p_j, which does not cancel on a confident row.
/// </summary>
internal sealed class Softmax(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, ArrayView<int>, ArrayView<int>, ArrayView<ModelConstants>, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<int>, ArrayView<int>, ArrayView<ModelConstants>, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(
        LaunchScope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        ArrayView<ModelConstants> constants,
        ModelMatrix logits,
        ModelMatrix probabilities,
        ModelMatrix error) =>
        _kernel(launch.Of(scope.MaxRows, scope.Models), scope.Views, rows, labels, constants, logits, probabilities, error);

    private static void Kernel(
        Scope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        ArrayView<ModelConstants> constants,
        ModelMatrix logits,
        ModelMatrix probabilities,
        ModelMatrix error)
    {
        var model = scope.Model;
        var row = Scope.Thread;
        if (row >= scope.Batch(model).Rows)
            return;

        var classes = logits.Columns;
        var largest = logits[model, row, 0];
        for (var k = 1; k < classes; k++)
            largest = IntrinsicMath.Max(largest, logits[model, row, k]);
        var sum = 0f;
        for (var k = 0; k < classes; k++)
        {
            var exponential = XMath.Exp(logits[model, row, k] - largest);
            probabilities[model, row, k] = exponential;
            sum += exponential;
        }

        var scale = constants[model].CrossEntropy * scope.Batch(model).CrossEntropyScale;
        var label = labels[rows[scope.Batch(model).FirstPosition + row]];
        var others = 0f;
        for (var k = 0; k < classes; k++)
        {
            var probability = probabilities[model, row, k] / sum;
            probabilities[model, row, k] = probability;
            error[model, row, k] = scale * probability;
            if (k != label)
                others += probability;
        }

        error[model, row, label] = -scale * others;
    }
}
