namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>Row vectors and row-major matrices, in plain loops.</summary>
internal static class Dense
{
    /// <summary>x·W.</summary>
    public static double[] Times(double[] x, double[] w)
    {
        var columns = w.Length / x.Length;
        var result = new double[columns];
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < columns; j++)
                result[j] += x[i] * w[i * columns + j];
        }

        return result;
    }

    /// <summary>y·Wᵀ.</summary>
    public static double[] TimesTransposed(double[] y, double[] w)
    {
        var result = new double[w.Length / y.Length];
        for (var i = 0; i < result.Length; i++)
        {
            for (var j = 0; j < y.Length; j++)
                result[i] += y[j] * w[i * y.Length + j];
        }

        return result;
    }

    /// <summary>w += xᵀ·y.</summary>
    public static void AddOuter(double[] w, double[] x, double[] y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < y.Length; j++)
                w[i * y.Length + j] += x[i] * y[j];
        }
    }

    /// <summary>a += b.</summary>
    public static void Add(double[] a, double[] b)
    {
        for (var i = 0; i < a.Length; i++)
            a[i] += b[i];
    }

    /// <summary>a·b.</summary>
    public static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary><paramref name="combine"/> applied to each pair of values.</summary>
    public static double[] Map(double[] a, double[] b, Func<double, double, double> combine)
    {
        var result = new double[a.Length];
        for (var i = 0; i < a.Length; i++)
            result[i] = combine(a[i], b[i]);
        return result;
    }

    /// <summary>a, zero where z is not positive: the product with a ReLU's 0/1 pattern.</summary>
    public static double[] Where(double[] a, double[] z) => Map(a, z, static (value, pre) => pre > 0 ? value : 0);

    /// <summary>The index of the largest value, the lowest where several tie.</summary>
    public static int ArgMax(double[] values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }
}
