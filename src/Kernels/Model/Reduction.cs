namespace RrrGpu.Kernels;

/// <summary>How a minibatch's rows enter its loss.</summary>
public enum Reduction
{
    /// <summary>Both terms are summed over rows: the reference protocol.</summary>
    Sum,

    /// <summary>Both terms are divided by the minibatch's rows.</summary>
    Mean,

    /// <summary>
    /// The paper's code with <c>normalize=True</c>: cross-entropy is divided by the minibatch's rows,
    /// the right-reasons term by ΣA, the sum of the minibatch's annotation entries (at least 1).
    /// </summary>
    MeanByAnnotation,
}
