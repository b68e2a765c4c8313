namespace RrrGpu.Kernels.Simd;

/// <summary>
/// The penalty of annotated input gradients g: R = λ Σ (A∘g)² with h = ∂R/∂g = 2λ A²∘g, or R = λ Σ |A∘g| with h = λ A∘sign(g).
/// </summary>
/// <param name="Norm">Which of the two.</param>
/// <param name="Lambda">λ₁, divided by whatever the reduction asks for.</param>
internal readonly unsafe record struct Penalty(PenaltyNorm Norm, float Lambda)
{
    /// <summary>Replaces the gradients of a row's marked entries by h.</summary>
    public void Differentiate(Annotation annotation, int row, float* values)
    {
        var weights = Weights(annotation, row, out var count);
        if (weights.IsEmpty && Norm is PenaltyNorm.L2)
        {
            // The usual case apart: a multiplication a value.
            var factor = 2 * Lambda;
            for (var e = 0; e < count; e++)
                values[e] *= factor;
            return;
        }

        for (var e = 0; e < count; e++)
        {
            var weight = weights.IsEmpty ? 1 : weights[e];
            values[e] = Norm is PenaltyNorm.L2
                ? 2 * Lambda * weight * weight * values[e]
                : Lambda * weight * (values[e] > 0 ? 1 : values[e] < 0 ? -1 : values[e]);
        }
    }

    /// <summary>R of a row, from the gradients of its marked entries.</summary>
    public double Evaluate(Annotation annotation, int row, float* gradients)
    {
        var weights = Weights(annotation, row, out var count);
        double sum = 0;
        for (var e = 0; e < count; e++)
        {
            var value = gradients[e] * (double)(weights.IsEmpty ? 1 : weights[e]);
            sum += Norm is PenaltyNorm.L2 ? value * value : Math.Abs(value);
        }

        return Lambda * sum;
    }

    private static ReadOnlySpan<float> Weights(Annotation annotation, int row, out int count)
    {
        count = annotation.RowStart[row + 1] - annotation.RowStart[row];
        return annotation.IsWeighted ? annotation.Weights.Slice(annotation.RowStart[row], count) : [];
    }
}
