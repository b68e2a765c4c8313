using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// c = ds/dz of an explained scalar s: see <see cref="ScalarDerivatives.First"/>. The scale-free form of prob-max, for masks, divides by p_k and by the second largest class's odds:
/// c_j = −exp(z_j − z'), c_k = Σ_{j≠k} exp(z_j − z'), z' the largest logit other than z_k.
/// Shapes: z, p, c B × K; the class k of each row is kept for <see cref="LogitError"/>.
/// A thread does one row.
/// </summary>
internal sealed class ScalarGradient(Accelerator accelerator, Launch launch)
{
    /// <summary>Stands for prob-max without its scale, beside the values of <see cref="ExplainedScalar"/>.</summary>
    public const int ScaleFreeProbMax = -1;

    private readonly Action<KernelConfig, Scope, ArrayView<int>, ArrayView<int>, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, int, int> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<int>, ArrayView<int>, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, int, int>(Kernel);

    /// <param name="scope">The minibatch.</param>
    /// <param name="rows">The plan's row list.</param>
    /// <param name="labels">The label of every row of the data set.</param>
    /// <param name="logits">z.</param>
    /// <param name="probabilities">p.</param>
    /// <param name="gradient">c.</param>
    /// <param name="target">k of each row, a column of small whole numbers.</param>
    /// <param name="scalar">An <see cref="ExplainedScalar"/>, or <see cref="ScaleFreeProbMax"/>.</param>
    /// <param name="explainedClass">k, where the scalar names one.</param>
    public void Run(
        LaunchScope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        ModelMatrix logits,
        ModelMatrix probabilities,
        ModelMatrix gradient,
        ModelMatrix target,
        int scalar,
        int explainedClass) =>
        _kernel(launch.Of(scope.MaxRows, scope.Models), scope.Views, rows, labels, logits, probabilities, gradient, target, scalar, explainedClass);

    private static void Kernel(
        Scope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        ModelMatrix logits,
        ModelMatrix probabilities,
        ModelMatrix gradient,
        ModelMatrix target,
        int scalar,
        int explainedClass)
    {
        var model = scope.Model;
        var row = Scope.Thread;
        if (row >= scope.Batch(model).Rows)
            return;

        var classes = logits.Columns;
        var k = explainedClass;
        if (scalar == (int)ExplainedScalar.CrossEntropy)
            k = labels[rows[scope.Batch(model).FirstPosition + row]];
        else if (scalar is (int)ExplainedScalar.LogMax or (int)ExplainedScalar.ProbMax or ScaleFreeProbMax)
            k = LargestExcept(model, row, -1, logits);
        target[model, row, 0] = k;

        if (scalar == ScaleFreeProbMax)
        {
            var second = logits[model, row, LargestExcept(model, row, k, logits)];
            var sum = 0f;
            for (var j = 0; j < classes; j++)
            {
                var odds = j == k ? 0f : XMath.Exp(logits[model, row, j] - second);
                gradient[model, row, j] = -odds;
                sum += odds;
            }

            gradient[model, row, k] = sum;
            return;
        }

        var others = 0f;
        for (var j = 0; j < classes; j++)
        {
            if (j != k)
                others += probabilities[model, row, j];
        }

        for (var j = 0; j < classes; j++)
        {
            var p = probabilities[model, row, j];
            gradient[model, row, j] = ScalarDerivatives.First(scalar, classes, j == k, p, probabilities[model, row, k], others);
        }
    }

    private static int LargestExcept(int model, int row, int except, ModelMatrix logits)
    {
        var best = except == 0 ? 1 : 0;
        for (var j = best + 1; j < logits.Columns; j++)
        {
            if (j != except && logits[model, row, j] > logits[model, row, best])
                best = j;
        }

        return best;
    }
}
