using MathNet.Numerics.LinearAlgebra;

namespace RrrGpu.Training;

/// <summary>
/// Weighted ridge regression with an intercept, min Σ wᵢ(yᵢ − b − xᵢ·β)² + α|β|², over any subset of the columns: the normal equations of
/// the centred columns are formed once, and a subset's are a part of them.
/// </summary>
internal sealed class WeightedRegression
{
    private readonly Matrix<double> _gram;
    private readonly Vector<double> _moments;
    private readonly Vector<double> _means;
    private readonly double _targetMean;
    private readonly double _targetSquares;

    /// <summary>Forms the equations.</summary>
    /// <param name="samples">n × d, one sample a row; it is overwritten.</param>
    /// <param name="target">y, n values.</param>
    /// <param name="weights">w, n values, none negative and not all zero.</param>
    public WeightedRegression(Matrix<double> samples, Vector<double> target, Vector<double> weights)
    {
        var total = weights.Sum();
        _means = samples.TransposeThisAndMultiply(weights) / total;
        _targetMean = target.DotProduct(weights) / total;
        var roots = weights.PointwiseSqrt();
        var centredTarget = (target - _targetMean).PointwiseMultiply(roots);
        samples.MapIndexedInplace((row, column, value) => (value - _means[column]) * roots[row]);
        _gram = GramMatrix.Of(samples);
        _moments = samples.TransposeThisAndMultiply(centredTarget);
        _targetSquares = centredTarget.DotProduct(centredTarget);
    }

    /// <summary>Fits the given columns.</summary>
    public RegressionFit Fit(IReadOnlyList<int> columns, double ridge)
    {
        var gram = Matrix<double>.Build.Dense(columns.Count, columns.Count, (i, j) => _gram[columns[i], columns[j]]);
        var moments = Vector<double>.Build.Dense(columns.Count, i => _moments[columns[i]]);
        // A column that never varies has a row of zeros: a penalty too small to matter keeps the equations solvable.
        var floor = 1e-10 * Math.Max(1, gram.Diagonal().Maximum());
        var penalised = gram.Clone();
        for (var i = 0; i < columns.Count; i++)
            penalised[i, i] += Math.Max(ridge, floor);
        var solution = penalised.Cholesky().Solve(moments);
        var residual = _targetSquares - 2 * solution.DotProduct(moments) + solution.DotProduct(gram * solution);
        var intercept = _targetMean;
        for (var i = 0; i < columns.Count; i++)
            intercept -= solution[i] * _means[columns[i]];
        return new RegressionFit(solution.ToArray(), intercept, _targetSquares > 0 ? 1 - residual / _targetSquares : 0);
    }
}

/// <summary>A fitted linear model.</summary>
/// <param name="Coefficients">β of the columns asked for, in their order.</param>
/// <param name="Intercept">b.</param>
/// <param name="Score">Weighted R².</param>
internal sealed record RegressionFit(double[] Coefficients, double Intercept, double Score);
