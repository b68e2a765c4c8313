namespace RrrGpu.Kernels;

/// <summary>How a minibatch's rows enter its loss.</summary>
public enum Reduction
{
    /// <summary>All terms are summed over rows: the reference protocol.</summary>
    Sum,

    /// <summary>All terms are divided by the minibatch's rows.</summary>
    Mean,

    /// <summary>
    /// The paper's code with <c>normalize=True</c>: cross-entropy and a similarity penalty are divided by the minibatch's rows,
    /// the right-reasons term by ΣA, the sum of the minibatch's annotation entries (at least 1).
    /// </summary>
    MeanByAnnotation,
}
