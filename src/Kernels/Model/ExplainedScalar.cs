namespace RrrGpu.Kernels;

/// <summary>
/// The scalar s(z) of a row's logits whose gradient in the input is the explanation, and is what the right-reasons term penalises.
/// With p = softmax(z), c = ds/dz and q = H_s·u (H_s the Hessian of s in z) are all that a scalar adds to the passes.
/// </summary>
public enum ExplainedScalar
{
    /// <summary>Σ_k log p_k: the paper's choice (Ross et al. 2017, equation 1). c = 1 − K p.</summary>
    LogSum,

    /// <summary>log p_k of the predicted class. c = e_k − p.</summary>
    LogMax,

    /// <summary>log p_k of a named class. c = e_k − p.</summary>
    LogClass,

    /// <summary>p_k of the predicted class. c = p_k (e_k − p). Masks M_c are taken from it.</summary>
    ProbMax,

    /// <summary>p_k of a named class. c = p_k (e_k − p).</summary>
    ProbClass,

    /// <summary>−log p_y of the labelled class: double backpropagation (Drucker and Le Cun 1992). c = p − y.</summary>
    CrossEntropy,

    /// <summary>The logit z_k of a named class. c = e_k.</summary>
    LogitClass,

    /// <summary>Σ_k p_k, which is constant: c = 0. Kept for the comparison of loss functions.</summary>
    ProbSum,
}
