using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// δ += q, q = H_s·u with H_s the Hessian of the explained scalar s in z. With S(u) = p∘u − p(p·u):
/// log-sum −K S(u); log-max, log-class −S(u); prob-max, prob-class p_k[(e_k − p)((e_k − p)·u) − S(u)]; cross-entropy S(u);
/// logit-class, prob-sum 0.
/// Shapes: p, u, δ B × K; k of each row as <see cref="ScalarGradient"/> left it.
/// A thread does one row.
/// </summary>
internal sealed class LogitError(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, int> _kernel =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, int>(Kernel);

    public void Run(LaunchScope scope, ModelMatrix probabilities, ModelMatrix u, ModelMatrix target, ModelMatrix error, ExplainedScalar scalar) =>
        _kernel(launch.Of(scope.MaxRows, scope.Models), scope.Views, probabilities, u, target, error, (int)scalar);

    private static void Kernel(Scope scope, ModelMatrix probabilities, ModelMatrix u, ModelMatrix target, ModelMatrix error, int scalar)
    {
        var model = scope.Model;
        var row = Scope.Thread;
        if (row >= scope.Batch(model).Rows)
            return;

        var classes = error.Columns;
        var k = (int)target[model, row, 0];
        float mean = 0f, others = 0f;
        for (var j = 0; j < classes; j++)
        {
            var p = probabilities[model, row, j];
            mean += p * u[model, row, j];
            if (j != k)
                others += p;
        }

        var ofProbability = scalar is (int)ExplainedScalar.ProbMax or (int)ExplainedScalar.ProbClass;
        var pk = ofProbability ? probabilities[model, row, k] : 0f;
        var along = ofProbability ? u[model, row, k] - mean : 0f;
        for (var j = 0; j < classes; j++)
        {
            var p = probabilities[model, row, j];
            var s = p * (u[model, row, j] - mean);
            var q = 0f;
            if (scalar == (int)ExplainedScalar.LogSum)
                q = -classes * s;
            else if (scalar is (int)ExplainedScalar.LogMax or (int)ExplainedScalar.LogClass)
                q = -s;
            else if (ofProbability)
                q = pk * ((j == k ? others : -p) * along - s);
            else if (scalar == (int)ExplainedScalar.CrossEntropy)
                q = s;
            error[model, row, j] += q;
        }
    }
}
