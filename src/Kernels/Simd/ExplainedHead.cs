namespace RrrGpu.Kernels.Simd;

/// <summary>
/// What an explained scalar s adds to the passes: c = ds/dz, and q = H_s·u with H_s the Hessian of s in the logits.
/// With S(u) = p∘u − p(p·u) and d = e_k − p:
/// log-sum c = 1 − Kp, q = −K S(u); log-k c = d, q = −S(u); prob-k c = p_k d, q = p_k (d (d·u) − S(u));
/// cross-entropy c = −d, q = S(u); logit-k c = e_k, q = 0; prob-sum c = 0, q = 0.
/// </summary>
internal readonly unsafe struct ExplainedHead(ExplainedScalar explained, int? explainedClass, int classes)
{
    private readonly int _class = explainedClass ?? -1;

    /// <summary>Writes c for a row with probabilities <paramref name="p"/>.</summary>
    public void Seed<TLane>(float* p, int label, LaneConstants constants, int width, float* c)
        where TLane : unmanaged, ILane<TLane>
    {
        if (explained is ExplainedScalar.ProbSum)
        {
            new Span<float>(c, classes).Clear();
            return;
        }

        if (explained is ExplainedScalar.LogSum)
        {
            ClassRow<TLane>.SeedLogSum(p, constants.Ones, classes, width, c);
            return;
        }

        var k = Reference(p, label);
        if (explained is ExplainedScalar.LogitClass)
        {
            new Span<float>(c, classes).Clear();
            c[k] = 1;
            return;
        }

        var scale = explained switch
        {
            ExplainedScalar.ProbMax or ExplainedScalar.ProbClass => p[k],
            ExplainedScalar.CrossEntropy => -1,
            _ => 1,
        };
        for (var j = 0; j < classes; j++)
            c[j] = -scale * p[j];
        c[k] = scale * Complement(p, k);
    }

    /// <summary>Adds q = H_s·u to <paramref name="delta"/>.</summary>
    public void AddCurvature<TLane>(float* p, int label, float* u, int width, float* delta)
        where TLane : unmanaged, ILane<TLane>
    {
        if (explained is ExplainedScalar.LogitClass or ExplainedScalar.ProbSum)
            return;
        if (explained is ExplainedScalar.ProbMax or ExplainedScalar.ProbClass)
        {
            float mean = 0;
            for (var j = 0; j < classes; j++)
                mean += p[j] * u[j];
            var k = Reference(p, label);
            var along = u[k] - mean;
            for (var j = 0; j < classes; j++)
            {
                var d = j == k ? Complement(p, k) : -p[j];
                delta[j] += p[k] * (d * along - p[j] * (u[j] - mean));
            }

            return;
        }

        var scale = explained switch
        {
            ExplainedScalar.LogSum => -classes,
            ExplainedScalar.CrossEntropy => 1,
            _ => -1,
        };
        ClassRow<TLane>.AddSpread(p, u, scale, width, delta);
    }

    /// <summary>
    /// Writes c of <c>prob-max</c> divided by a positive number, from logits: c_j = −e^{z_j − z₂}, c_k = Σ_{j≠k} e^{z_j − z₂},
    /// with k the largest logit and z₂ the second. Its direction survives where 1 − p_k and every other p underflow.
    /// </summary>
    public static void SeedMask(float* z, int classes, float* c)
    {
        var k = Largest(z, classes);
        var second = float.NegativeInfinity;
        for (var j = 0; j < classes; j++)
        {
            if (j != k)
                second = MathF.Max(second, z[j]);
        }

        float others = 0;
        for (var j = 0; j < classes; j++)
        {
            if (j == k)
                continue;
            var ratio = MathF.Exp(z[j] - second);
            c[j] = -ratio;
            others += ratio;
        }

        c[k] = others;
    }

    /// <summary>Whether this scalar's gradient is that which masks are cut from but for a factor.</summary>
    public bool HasDirectionOfMasks => explained is ExplainedScalar.LogMax or ExplainedScalar.ProbMax;

    /// <summary>That factor: p₂ for <c>log-max</c> and p_k p₂ for <c>prob-max</c>, with p₂ the second largest probability; see <see cref="SeedMask"/>.</summary>
    public float ScaleOfMasks(float* z)
    {
        var k = Largest(z, classes);
        var second = float.NegativeInfinity;
        float sum = 1;
        for (var j = 0; j < classes; j++)
        {
            if (j == k)
                continue;
            second = MathF.Max(second, z[j]);
            sum += MathF.Exp(z[j] - z[k]);
        }

        var p2 = MathF.Exp(second - z[k]) / sum;
        return explained is ExplainedScalar.LogMax ? p2 : p2 / sum;
    }

    /// <summary>The index of the largest value, the lowest where several tie.</summary>
    public static int Largest(float* values, int count)
    {
        var k = 0;
        for (var j = 1; j < count; j++)
        {
            if (values[j] > values[k])
                k = j;
        }

        return k;
    }

    /// <summary>1 − p_k as the sum of the others, which keeps its digits where p_k is nearly 1.</summary>
    public static float Complement(float* p, int k, int count)
    {
        float others = 0;
        for (var j = 0; j < count; j++)
        {
            if (j != k)
                others += p[j];
        }

        return others;
    }

    private float Complement(float* p, int k) => Complement(p, k, classes);

    private int Reference(float* p, int label) => explained switch
    {
        ExplainedScalar.LogMax or ExplainedScalar.ProbMax => Largest(p, classes),
        ExplainedScalar.CrossEntropy => label,
        _ => _class,
    };
}
