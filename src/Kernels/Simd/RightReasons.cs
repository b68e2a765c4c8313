namespace RrrGpu.Kernels.Simd;

/// <summary>One model's right-reasons term where h covers all features: h gains what the annotated ones are penalised by.</summary>
internal sealed unsafe class RightReasons
{
    private readonly Annotation? _annotation;
    private readonly float _lambda1;
    private readonly AlignedArray<float> _values;
    private Penalty _penalty;

    /// <summary>Takes a model's settings; null leaves the term out.</summary>
    public RightReasons(ModelSettings? settings)
    {
        (_annotation, _lambda1) = settings is { IsPenalised: true } ? (settings.Annotation, settings.Lambda1) : (null, 0);
        _values = new(_annotation?.MaxPerRow ?? 0);
    }

    /// <summary>Sets out a minibatch.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="objective">The norm and the reduction.</param>
    /// <param name="rowScale">What the reduction scales a row by, unless it is by ΣA.</param>
    public void Begin(ReadOnlySpan<int> rows, ObjectiveDefinition objective, float rowScale)
    {
        if (_annotation is null)
            return;
        var scale = objective.Reduction is Reduction.MeanByAnnotation ? (float)(1 / Math.Max(1, Sum(_annotation, rows))) : rowScale;
        _penalty = new(objective.Norm, _lambda1 * scale);
    }

    /// <summary>Adds ∂R/∂g of a row to <paramref name="h"/>.</summary>
    /// <param name="h">A value a feature.</param>
    /// <param name="row">The row.</param>
    /// <param name="gradient">g, likewise.</param>
    public void AddTo(float* h, int row, float* gradient)
    {
        if (_annotation is null)
            return;
        var features = _annotation.RowFeatures(row);
        for (var e = 0; e < features.Length; e++)
            _values.Pointer[e] = gradient[features[e]];
        _penalty.Differentiate(_annotation, row, _values.Pointer);
        for (var e = 0; e < features.Length; e++)
            h[features[e]] += _values.Pointer[e];
    }

    private static double Sum(Annotation annotation, ReadOnlySpan<int> rows)
    {
        double sum = 0;
        foreach (var row in rows)
        {
            var count = annotation.RowFeatures(row).Length;
            if (!annotation.IsWeighted)
            {
                sum += count;
                continue;
            }

            foreach (var weight in annotation.Weights.Slice(annotation.RowStart[row], count))
                sum += weight;
        }

        return sum;
    }
}
