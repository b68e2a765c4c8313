namespace RrrGpu.Kernels;

/// <summary>
/// Networks of one shape that are trained and evaluated together. Each model's arithmetic depends on its own settings,
/// state and rows only: alone or in company, it ends with the same bits on the same device. The exception is asked for: under
/// <see cref="ObjectiveDefinition.Similarity"/>, training and its gradients depend on all models.
/// </summary>
public interface IEnsemble : IDisposable
{
    /// <summary>M, the number of models.</summary>
    int ModelCount { get; }

    /// <summary>The layer widths of every model.</summary>
    NetworkShape Shape { get; }

    /// <summary>
    /// Takes one Adam step for each minibatch from <paramref name="firstBatch"/> on, for every model; returns when they are done.
    /// Annotations in the models' settings refer to <paramref name="rows"/>.
    /// </summary>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="schedules">
    /// One schedule that all models share, or one for each model with equal numbers of minibatches; models that a similarity penalty
    /// couples must share one.
    /// </param>
    /// <param name="firstBatch">The first minibatch of the schedule to use.</param>
    /// <param name="batchCount">How many to use.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="ArgumentException">Shapes of rows, schedules and annotations do not agree.</exception>
    /// <exception cref="OperationCanceledException">
    /// Cancelled; the steps already taken stay, and some models may have taken more than others.
    /// </exception>
    void Train(
        IRowSet rows,
        IReadOnlyList<RowSchedule> schedules,
        int firstBatch,
        int batchCount,
        CancellationToken cancellation = default);

    /// <summary>
    /// The loss terms of every model summed over <paramref name="rows"/> (whatever the reduction in training), and its hits.
    /// </summary>
    /// <param name="rows">The rows to evaluate on.</param>
    /// <param name="withAnnotations">
    /// Whether the right-reasons term is computed: the models' annotations must then refer to <paramref name="rows"/>.
    /// </param>
    LossTerms[] Evaluate(IRowSet rows, bool withAnnotations);

    /// <summary>
    /// The similarity penalty w Σ_rows Σ_{i&lt;j} (g_i·g_j)² / (|g_i|²|g_j|² + ε) summed over <paramref name="rows"/> (whatever the
    /// reduction in training), all models together, w included; 0 where the objective has none or there is one model.
    /// </summary>
    /// <param name="rows">The rows to evaluate on.</param>
    double Similarity(IRowSet rows);

    /// <summary>Logits z of model <paramref name="model"/> for every row, N × K row-major.</summary>
    float[] Logits(int model, IRowSet rows);

    /// <summary>
    /// The gradient of one minibatch's loss in every parameter of every model, without a step.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="schedules">As for <see cref="Train"/>.</param>
    /// <param name="batch">The minibatch.</param>
    /// <param name="terms">The terms whose gradients are added up.</param>
    NetworkParameters[] LossGradients(IRowSet rows, IReadOnlyList<RowSchedule> schedules, int batch, LossGradientTerms terms);

    /// <summary>
    /// Explanations: ∂s/∂x of model <paramref name="model"/> for every row. They go where the caller says, so that many chunks of rows can
    /// use the same memory: where they are written for the first time, the system takes longer to provide memory than they take to compute.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="explained">The explained scalar s.</param>
    /// <param name="explainedClass">The class, where <paramref name="explained"/> needs one; otherwise null.</param>
    /// <param name="gradients">Where they go, N × D row-major.</param>
    /// <exception cref="ArgumentException">
    /// The model does not exist, rows do not fit, the class is missing, superfluous or out of range, or there is room for more or fewer values.
    /// </exception>
    void InputGradients(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, Span<float> gradients);

    /// <summary>
    /// M_c of model <paramref name="model"/> for every row: |g_d| &gt; c · max|g| with g the gradient of <c>prob-max</c>,
    /// computed without its scale so that a saturated softmax cannot underflow. A gradient that is truly zero marks nothing.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cutoff">c, from 0 up to but not including 1.</param>
    FeatureMasks Masks(int model, IRowSet rows, float cutoff);

    /// <summary>
    /// The gradients that masks are cut from: those of <c>prob-max</c>, each row divided by a positive number of
    /// its own, so that they show directions and relative sizes where the gradient itself underflows.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="gradients">Where they go, N × D row-major.</param>
    /// <exception cref="ArgumentException">The model does not exist, rows do not fit, or there is room for more or fewer values.</exception>
    void MaskGradients(int model, IRowSet rows, Span<float> gradients);

    /// <summary>
    /// Logits, input gradients, masks and the gradients that these are cut from, of model <paramref name="model"/> for every row at once: what
    /// the methods for each of them give, up to rounding. One after another they would each begin with the forward pass.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="explained">The explained scalar s.</param>
    /// <param name="explainedClass">The class, where <paramref name="explained"/> needs one; otherwise null.</param>
    /// <param name="cutoff">c, from 0 up to but not including 1.</param>
    /// <param name="explanation">Where all of it goes.</param>
    /// <exception cref="ArgumentException">
    /// The model does not exist, rows do not fit, the class is missing, superfluous or out of range, the cutoff is out of range, or there is
    /// room for other rows or another model.
    /// </exception>
    void Explain(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, float cutoff, Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(explanation);
        explanation.RequireFor(rows, Shape);
        explanation.Masks.CopyRowsFrom(Masks(model, rows, cutoff), 0);
        InputGradients(model, rows, explained, explainedClass, explanation.Gradients);
        MaskGradients(model, rows, explanation.MaskGradients);
        Logits(model, rows).CopyTo(explanation.Logits, 0);
    }

    /// <summary>A copy of model <paramref name="model"/>'s state.</summary>
    OptimizerState ReadState(int model);

    /// <summary>Overwrites model <paramref name="model"/>'s state.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    void WriteState(int model, OptimizerState state);
}

/// <summary>Terms of the loss, for choosing what a gradient covers.</summary>
[Flags]
public enum LossGradientTerms
{
    /// <summary>No term.</summary>
    None = 0,

    /// <summary>Cross-entropy.</summary>
    CrossEntropy = 1,

    /// <summary>The right-reasons term, λ₁ included.</summary>
    RightReasons = 2,

    /// <summary>λ₂ Σθ².</summary>
    WeightDecay = 4,

    /// <summary>The similarity penalty, w included; without one, nothing.</summary>
    Similarity = 8,

    /// <summary>The whole loss.</summary>
    All = CrossEntropy | RightReasons | WeightDecay | Similarity,
}

/// <summary>A model's loss on a set of rows.</summary>
/// <param name="CrossEntropy">−Σ log p_y, summed over rows.</param>
/// <param name="RightReasons">λ₁ Σ penalty(A∘g), summed over rows.</param>
/// <param name="WeightDecay">λ₂ Σθ².</param>
/// <param name="Correct">Rows whose most probable class (the lowest index where several tie) is their label.</param>
/// <param name="Rows">Rows evaluated.</param>
/// <remarks>The similarity penalty belongs to no single model: see <see cref="IEnsemble.Similarity"/>.</remarks>
public readonly record struct LossTerms(double CrossEntropy, double RightReasons, double WeightDecay, int Correct, int Rows)
{
    /// <summary>The model's whole loss, but for a similarity penalty.</summary>
    public double Total => CrossEntropy + RightReasons + WeightDecay;

    /// <summary>Share of rows classified as labelled.</summary>
    public double Accuracy => (double)Correct / Rows;
}
