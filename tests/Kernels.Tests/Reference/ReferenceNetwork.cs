namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>
/// The network and its loss in float64, one row after another, as the design's equations stand:
/// what engines are compared with.
/// </summary>
public sealed class ReferenceNetwork(ReferenceParameters parameters, ObjectiveDefinition objective, double lambda1, double lambda2)
{
    public ReferenceParameters Parameters { get; } = parameters;

    /// <summary>z1 = x·W1 + b1, z2 = relu(z1)·W2 + b2, z = relu(z2)·W3 + b3.</summary>
    public (double[] Z1, double[] Z2, double[] Logits) Forward(double[] x)
    {
        var z1 = Dense.Times(x, Parameters.W1);
        Dense.Add(z1, Parameters.B1);
        var z2 = Dense.Times(Dense.Where(z1, z1), Parameters.W2);
        Dense.Add(z2, Parameters.B2);
        var z = Dense.Times(Dense.Where(z2, z2), Parameters.W3);
        Dense.Add(z, Parameters.B3);
        return (z1, z2, z);
    }

    /// <summary>log p.</summary>
    public static double[] LogProbabilities(double[] logits)
    {
        var largest = logits.Max();
        var logSum = largest + Math.Log(logits.Sum(value => Math.Exp(value - largest)));
        return Array.ConvertAll(logits, value => value - logSum);
    }

    /// <summary>g = ∂s/∂x of the objective's explained scalar.</summary>
    public double[] InputGradient(ReferenceRow row) => InputGradient(row, objective.Explained, objective.Class);

    /// <summary>g = ∂s/∂x of any explained scalar.</summary>
    public double[] InputGradient(ReferenceRow row, ExplainedScalar explained, int? explainedClass)
    {
        var (z1, z2, z) = Forward(row.Inputs);
        var scalar = new ReferenceScalar(explained, explainedClass, z, row.Label);
        return Backward(scalar.Gradient(), z1, z2).G;
    }

    /// <summary>The loss terms of a minibatch, reduced as the objective says.</summary>
    public LossTerms Loss(IReadOnlyList<ReferenceRow> rows)
    {
        var (crossEntropy, rightReasons, correct) = (0.0, 0.0, 0);
        var (crossEntropyScale, rightReasonsScale) = Scales(rows);
        foreach (var row in rows)
        {
            var z = Forward(row.Inputs).Logits;
            crossEntropy -= crossEntropyScale * LogProbabilities(z)[row.Label];
            rightReasons += rightReasonsScale * Penalty(row);
            correct += Dense.ArgMax(z) == row.Label ? 1 : 0;
        }

        var decay = lambda2 * Parameters.Tensors.Sum(static tensor => tensor.Values.Sum(static value => value * value));
        return new LossTerms(crossEntropy, rightReasons, decay, correct, rows.Count);
    }

    /// <summary>The gradient of a minibatch's loss in every parameter.</summary>
    /// <param name="rows">The minibatch.</param>
    /// <param name="terms">The terms that it covers.</param>
    /// <param name="company">
    /// Every model of the ensemble, this one included, whose explanations the similarity penalty compares; null where there is none.
    /// </param>
    /// <param name="disturb">What becomes of each value of the penalty's derivative in g, to see what that does; null leaves it.</param>
    public ReferenceParameters LossGradient(
        IReadOnlyList<ReferenceRow> rows, LossGradientTerms terms, IReadOnlyList<ReferenceNetwork>? company = null, Converter<double, double>? disturb = null)
    {
        var gradient = new ReferenceParameters(Parameters.Shape);
        var (crossEntropyScale, rightReasonsScale) = Scales(rows);
        foreach (var row in rows)
        {
            AddRow(
                gradient,
                row,
                terms.HasFlag(LossGradientTerms.CrossEntropy) ? crossEntropyScale : 0,
                terms.HasFlag(LossGradientTerms.RightReasons) ? rightReasonsScale : 0,
                terms.HasFlag(LossGradientTerms.Similarity) ? SimilarityDerivative(row, rows.Count, company, disturb) : null);
        }

        return terms.HasFlag(LossGradientTerms.WeightDecay)
            ? ReferenceParameters.Map(gradient, Parameters, (value, theta) => value + 2 * lambda2 * theta)
            : gradient;
    }

    /// <summary>w Σ_rows Σ_{i&lt;j} (g_i·g_j)² / (|g_i|²|g_j|² + ε) of a minibatch, divided by its rows unless they are summed.</summary>
    public static double Similarity(IReadOnlyList<ReferenceNetwork> models, IReadOnlyList<ReferenceRow> rows) => rows.Sum(row =>
        models[0].SimilarityScale(rows.Count)
        * ReferenceSimilarity.Value([.. models.Select(model => model.InputGradient(row))], models[0].Epsilon));

    private double Epsilon => objective.Similarity?.Epsilon ?? 1;

    private double SimilarityScale(int rows) => (objective.Similarity?.Weight ?? 0) / (objective.Reduction == Reduction.Sum ? 1.0 : rows);

    private double[]? SimilarityDerivative(ReferenceRow row, int rows, IReadOnlyList<ReferenceNetwork>? company, Converter<double, double>? disturb)
    {
        if (company is null)
            return null;
        var (scale, own) = (SimilarityScale(rows), company.Index().Single(model => model.Item == this).Index);
        var h = ReferenceSimilarity.Derivative([.. company.Select(model => model.InputGradient(row))], own, Epsilon);
        h = Array.ConvertAll(h, value => scale * value);
        return disturb is null ? h : Array.ConvertAll(h, disturb);
    }

    /// <summary>The scales of a row's cross-entropy and of its right-reasons term.</summary>
    private (double CrossEntropy, double RightReasons) Scales(IReadOnlyList<ReferenceRow> rows) => objective.Reduction switch
    {
        Reduction.Sum => (1, 1),
        Reduction.Mean => (1.0 / rows.Count, 1.0 / rows.Count),
        Reduction.MeanByAnnotation => (1.0 / rows.Count, 1 / Math.Max(1, rows.Sum(static row => row.Annotation?.Sum() ?? 0))),
        _ => throw new ArgumentOutOfRangeException($"no scales for {objective.Reduction}"),
    };

    /// <summary>λ₁ Σ (A∘g)² or λ₁ Σ |A∘g|.</summary>
    private double Penalty(ReferenceRow row)
    {
        if (row.Annotation is null)
            return 0;
        var marked = Dense.Map(row.Annotation, InputGradient(row), static (a, g) => a * g);
        return lambda1 * marked.Sum(value => objective.Norm == PenaltyNorm.L2 ? value * value : Math.Abs(value));
    }

    /// <summary>v2 = (c·W3ᵀ)∘D2, v1 = (v2·W2ᵀ)∘D1, g = v1·W1ᵀ.</summary>
    private (double[] V2, double[] V1, double[] G) Backward(double[] c, double[] z1, double[] z2)
    {
        var v2 = Dense.Where(Dense.TimesTransposed(c, Parameters.W3), z2);
        var v1 = Dense.Where(Dense.TimesTransposed(v2, Parameters.W2), z1);
        return (v2, v1, Dense.TimesTransposed(v1, Parameters.W1));
    }

    private void AddRow(
        ReferenceParameters gradient, ReferenceRow row, double crossEntropyScale, double rightReasonsScale, double[]? similarityDerivative)
    {
        var (z1, z2, z) = Forward(row.Inputs);
        var (a1, a2) = (Dense.Where(z1, z1), Dense.Where(z2, z2));
        var scalar = new ReferenceScalar(objective.Explained, objective.Class, z, row.Label);
        var c = scalar.Gradient();
        var (v2, v1, g) = Backward(c, z1, z2);

        // h = ∂R/∂g, then back up through the network.
        var annotation = row.Annotation ?? new double[g.Length];
        var h = Dense.Map(annotation, g, (a, value) => rightReasonsScale * lambda1 *
            (objective.Norm == PenaltyNorm.L2 ? 2 * a * a * value : a * Math.Sign(value)));
        if (similarityDerivative is not null)
            Dense.Add(h, similarityDerivative);
        var u1 = Dense.Where(Dense.Times(h, Parameters.W1), z1);
        var u2 = Dense.Where(Dense.Times(u1, Parameters.W2), z2);
        var q = scalar.HessianTimes(Dense.Times(u2, Parameters.W3));

        var delta = ReferenceScalar.Softmax(z);
        delta[row.Label] -= 1;
        delta = Dense.Map(delta, q, (error, second) => crossEntropyScale * error + second);
        var (delta2, delta1, _) = Backward(delta, z1, z2);

        Dense.AddOuter(gradient.W1, row.Inputs, delta1);
        Dense.AddOuter(gradient.W1, h, v1);
        Dense.AddOuter(gradient.W2, a1, delta2);
        Dense.AddOuter(gradient.W2, u1, v2);
        Dense.AddOuter(gradient.W3, a2, delta);
        Dense.AddOuter(gradient.W3, u2, c);
        Dense.Add(gradient.B1, delta1);
        Dense.Add(gradient.B2, delta2);
        Dense.Add(gradient.B3, delta);
    }
}
