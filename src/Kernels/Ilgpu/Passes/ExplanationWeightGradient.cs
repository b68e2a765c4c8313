using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// ∂W1 += hᵀv1, where h covers every feature.
/// Shapes: h B × D, v1 B × H1, ∂W1 D × H1.
/// A thread holds eight units of four features and walks the minibatch.
/// </summary>
internal sealed class ExplanationWeightGradient(Accelerator accelerator, Launch launch)
{
    private const int FeatureTile = 4;

    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    public void Run(LaunchScope scope, ModelMatrix h, ModelMatrix v1, ModelMatrix gradient)
    {
        if (v1.Columns != gradient.Columns)
            throw new ArgumentException($"explanation weight gradient: expected {gradient.Columns} units, got {v1.Columns}");
        var threads = Launch.Tiles(h.Columns, FeatureTile) * Launch.Tiles(gradient.Columns, Lanes.Count);
        _kernel(launch.Of(threads, scope.Models), scope.Views, h, v1, gradient);
    }

    private static void Kernel(Scope scope, ModelMatrix h, ModelMatrix v1, ModelMatrix gradient)
    {
        var model = scope.Model;
        var blocks = (gradient.Columns + Lanes.Count - 1) / Lanes.Count;
        var first = Scope.Thread / blocks * FeatureTile;
        var unit = Scope.Thread % blocks * Lanes.Count;
        var features = h.Columns;
        if (first >= features)
            return;

        // Features beyond the last read what belongs to another row, and are not written.
        Lanes s0 = default, s1 = default, s2 = default, s3 = default;
        for (var row = 0; row < scope.Batch(model).Rows; row++)
        {
            var v = v1.Load(model, row, unit);
            s0.Add(h[model, row, first], v);
            s1.Add(h[model, row, first + 1], v);
            s2.Add(h[model, row, first + 2], v);
            s3.Add(h[model, row, first + 3], v);
        }

        var units = IntrinsicMath.Min(Lanes.Count, gradient.Columns - unit);
        for (var lane = 0; lane < units; lane++)
        {
            var j = unit + lane;
            gradient[model, first, j] += s0.At(lane);
            if (first + 1 < features)
                gradient[model, first + 1, j] += s1.At(lane);
            if (first + 2 < features)
                gradient[model, first + 2, j] += s2.At(lane);
            if (first + 3 < features)
                gradient[model, first + 3, j] += s3.At(lane);
        }
    }
}
