namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>An explained scalar s(z) at one row's logits: its gradient c and its Hessian's product with a vector.</summary>
public sealed class ReferenceScalar
{
    private readonly ExplainedScalar _scalar;
    private readonly double[] _p;
    private readonly int _k;

    /// <param name="scalar">Which.</param>
    /// <param name="explainedClass">Its class, where it names one.</param>
    /// <param name="z">Logits.</param>
    /// <param name="label">The row's label.</param>
    public ReferenceScalar(ExplainedScalar scalar, int? explainedClass, double[] z, int label)
    {
        _scalar = scalar;
        _p = Softmax(z);
        _k = scalar switch
        {
            ExplainedScalar.LogMax or ExplainedScalar.ProbMax => Dense.ArgMax(z),
            ExplainedScalar.CrossEntropy => label,
            _ => explainedClass ?? 0,
        };
    }

    /// <summary>c = ds/dz.</summary>
    public double[] Gradient()
    {
        var c = new double[_p.Length];
        for (var i = 0; i < c.Length; i++)
        {
            var unit = i == _k ? 1.0 : 0.0;
            c[i] = _scalar switch
            {
                ExplainedScalar.LogSum => 1 - _p.Length * _p[i],
                ExplainedScalar.LogMax or ExplainedScalar.LogClass => unit - _p[i],
                ExplainedScalar.ProbMax or ExplainedScalar.ProbClass => _p[_k] * (unit - _p[i]),
                ExplainedScalar.CrossEntropy => _p[i] - unit,
                ExplainedScalar.LogitClass => unit,
                ExplainedScalar.ProbSum => 0,
                _ => throw new ArgumentOutOfRangeException($"no gradient for {_scalar}"),
            };
        }

        return c;
    }

    /// <summary>q = H_s·u.</summary>
    public double[] HessianTimes(double[] u)
    {
        var pu = Dense.Dot(_p, u);
        var q = new double[_p.Length];
        for (var i = 0; i < q.Length; i++)
        {
            var unit = i == _k ? 1.0 : 0.0;
            var s = _p[i] * (u[i] - pu);
            q[i] = _scalar switch
            {
                ExplainedScalar.LogSum => -_p.Length * s,
                ExplainedScalar.LogMax or ExplainedScalar.LogClass => -s,
                ExplainedScalar.ProbMax or ExplainedScalar.ProbClass => _p[_k] * ((unit - _p[i]) * (u[_k] - pu) - s),
                ExplainedScalar.CrossEntropy => s,
                ExplainedScalar.LogitClass or ExplainedScalar.ProbSum => 0,
                _ => throw new ArgumentOutOfRangeException($"no Hessian for {_scalar}"),
            };
        }

        return q;
    }

    /// <summary>p = e^z / Σ e^z.</summary>
    public static double[] Softmax(double[] z)
    {
        var largest = z.Max();
        var p = Array.ConvertAll(z, value => Math.Exp(value - largest));
        var sum = p.Sum();
        return Array.ConvertAll(p, value => value / sum);
    }
}
