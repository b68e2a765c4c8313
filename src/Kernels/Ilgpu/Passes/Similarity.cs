using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// h_i = w ∂S/∂g_i, S = Σ_{i&lt;j} G_ij² / d_ij of a row with G_ij = g_i·g_j and d_ij = G_ii G_jj + ε:
/// h_i = Σ_j C_ij g_j with C_ij = w α_ij beside the diagonal, α_ij = 2 G_ij / d_ij, and C_ii = −½ w Σ_{j≠i} α_ij² G_jj.
/// Shapes: g and h B × D; G and C B × M, row n of model i holding G_i1 … G_iM of row n. All models have the same rows.
/// Three kernels: a thread forms one G_ij of a row; one row of C; eight features of one row of h.
/// </summary>
internal sealed class Similarity(Accelerator accelerator, Launch launch)
{
    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix> _gram =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix>(GramKernel);

    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, float, float> _coefficients =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, float, float>(CoefficientKernel);

    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ModelMatrix> _combine =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ModelMatrix>(CombineKernel);

    /// <summary>G.</summary>
    /// <param name="scope">The minibatch, over all models in their order.</param>
    /// <param name="gradient">g.</param>
    /// <param name="gram">G.</param>
    public void RunGram(LaunchScope scope, ModelMatrix gradient, ModelMatrix gram)
    {
        RequireModels(scope, gram);
        _gram(launch.Of(scope.MaxRows * gram.Columns, scope.Models), scope.Views, gradient, gram);
    }

    /// <summary>G, C and h.</summary>
    /// <param name="scope">The minibatch, over all models in their order.</param>
    /// <param name="gradient">g.</param>
    /// <param name="gram">G.</param>
    /// <param name="coefficients">C.</param>
    /// <param name="h">h.</param>
    /// <param name="penalty">w and ε; w is scaled like a row's cross-entropy.</param>
    public void Run(LaunchScope scope, ModelMatrix gradient, ModelMatrix gram, ModelMatrix coefficients, ModelMatrix h, SimilarityPenalty penalty)
    {
        RunGram(scope, gradient, gram);
        RequireModels(scope, coefficients);
        if (h.Columns != gradient.Columns)
            throw new ArgumentException($"similarity: expected {gradient.Columns} features of h like the gradient's, got {h.Columns}");
        _coefficients(launch.Of(scope.MaxRows, scope.Models), scope.Views, gram, coefficients, penalty.Weight, penalty.Epsilon);
        _combine(launch.Of(scope.MaxRows * Launch.Tiles(h.Columns, Lanes.Count), scope.Models), scope.Views, gradient, coefficients, h);
    }

    private static void RequireModels(LaunchScope scope, ModelMatrix perModel)
    {
        if (perModel.Columns != scope.Models)
            throw new ArgumentException($"similarity: expected {scope.Models} columns, one a model, got {perModel.Columns}");
    }

    private static void GramKernel(Scope scope, ModelMatrix gradient, ModelMatrix gram)
    {
        var model = scope.Model;
        var row = Scope.Thread / gram.Columns;
        var other = Scope.Thread % gram.Columns;
        if (row >= scope.Batch(model).Rows)
            return;
        var length = gradient.Columns;
        var whole = length / Lanes.Count * Lanes.Count;
        Lanes lanes = default;
        for (var d = 0; d < whole; d += Lanes.Count)
            lanes.Add(gradient.Load(model, row, d), gradient.Load(other, row, d));
        var sum = lanes.Sum;
        for (var d = whole; d < length; d++)
            sum += gradient[model, row, d] * gradient[other, row, d];
        gram[model, row, other] = sum;
    }

    private static void CoefficientKernel(Scope scope, ModelMatrix gram, ModelMatrix coefficients, float weight, float epsilon)
    {
        var model = scope.Model;
        var row = Scope.Thread;
        if (row >= scope.Batch(model).Rows)
            return;
        var scale = weight * scope.Batch(model).CrossEntropyScale;
        var square = gram[model, row, model];
        var own = 0f;
        for (var other = 0; other < gram.Columns; other++)
        {
            if (other == model)
                continue;
            var otherSquare = gram[other, row, other];
            var alpha = 2f * gram[model, row, other] / (square * otherSquare + epsilon);
            // A length, not its square: α² alone may leave float32's range.
            var part = alpha * XMath.Sqrt(otherSquare);
            own += part * part;
            coefficients[model, row, other] = scale * alpha;
        }

        coefficients[model, row, model] = -0.5f * scale * own;
    }

    private static void CombineKernel(Scope scope, ModelMatrix gradient, ModelMatrix coefficients, ModelMatrix h)
    {
        var model = scope.Model;
        var blocks = (h.Columns + Lanes.Count - 1) / Lanes.Count;
        var row = Scope.Thread / blocks;
        var feature = Scope.Thread % blocks * Lanes.Count;
        if (row >= scope.Batch(model).Rows)
            return;
        Lanes sum = default;
        for (var other = 0; other < coefficients.Columns; other++)
            sum.Add(coefficients[model, row, other], gradient.Load(other, row, feature));
        var features = IntrinsicMath.Min(Lanes.Count, h.Columns - feature);
        for (var lane = 0; lane < features; lane++)
            h[model, row, feature + lane] = sum.At(lane);
    }
}
