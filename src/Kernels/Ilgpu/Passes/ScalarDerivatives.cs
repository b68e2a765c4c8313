using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// First and second derivatives of explained scalars s(z), one class at a time. e_k − p and 1 − p_k are formed from
/// Σ_{j≠k} p_j and do not cancel.
/// </summary>
internal static class ScalarDerivatives
{
    /// <summary>
    /// c_j = ∂s/∂z_j: log-sum 1 − K p; log-max, log-class e_k − p; prob-max, prob-class p_k (e_k − p); cross-entropy p − y;
    /// logit-class e_k; prob-sum 0.
    /// </summary>
    /// <param name="scalar">An <see cref="ExplainedScalar"/>.</param>
    /// <param name="classes">K.</param>
    /// <param name="isClass">Whether j is the class k that the scalar is about.</param>
    /// <param name="p">p_j.</param>
    /// <param name="pk">p_k.</param>
    /// <param name="others">Σ_{i≠k} p_i.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(int scalar, int classes, bool isClass, float p, float pk, float others)
    {
        var toClass = isClass ? others : -p;
        if (scalar == (int)ExplainedScalar.LogSum)
            return 1f - classes * p;
        if (scalar is (int)ExplainedScalar.LogMax or (int)ExplainedScalar.LogClass)
            return toClass;
        if (scalar is (int)ExplainedScalar.ProbMax or (int)ExplainedScalar.ProbClass)
            return pk * toClass;
        if (scalar == (int)ExplainedScalar.CrossEntropy)
            return -toClass;
        return scalar == (int)ExplainedScalar.LogitClass && isClass ? 1f : 0f;
    }

    /// <summary>
    /// q_j of q = H_s·u. With S(u) = p∘u − p(p·u): log-sum −K S(u); log-max, log-class −S(u); prob-max, prob-class
    /// p_k[(e_k − p)((e_k − p)·u) − S(u)]; cross-entropy S(u); logit-class, prob-sum 0.
    /// </summary>
    /// <param name="scalar">An <see cref="ExplainedScalar"/>.</param>
    /// <param name="classes">K.</param>
    /// <param name="isClass">Whether j is the class k that the scalar is about.</param>
    /// <param name="p">p_j.</param>
    /// <param name="pk">p_k.</param>
    /// <param name="others">Σ_{i≠k} p_i.</param>
    /// <param name="u">u_j.</param>
    /// <param name="uk">u_k.</param>
    /// <param name="mean">p·u.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Second(int scalar, int classes, bool isClass, float p, float pk, float others, float u, float uk, float mean)
    {
        var s = p * (u - mean);
        if (scalar == (int)ExplainedScalar.LogSum)
            return -classes * s;
        if (scalar is (int)ExplainedScalar.LogMax or (int)ExplainedScalar.LogClass)
            return -s;
        if (scalar is (int)ExplainedScalar.ProbMax or (int)ExplainedScalar.ProbClass)
            return pk * ((isClass ? others : -p) * (uk - mean) - s);
        return scalar == (int)ExplainedScalar.CrossEntropy ? s : 0f;
    }
}
