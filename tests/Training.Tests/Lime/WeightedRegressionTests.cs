using MathNet.Numerics.LinearAlgebra;

namespace RrrGpu.Training.Tests.Lime;

public sealed class WeightedRegressionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(20)]
    public void No_other_model_has_a_lower_loss(double ridge)
    {
        var random = new RandomSource(3, RandomPurpose.Data);
        var samples = Matrix<double>.Build.Dense(40, 3, (_, _) => random.NextGaussian());
        var target = Vector<double>.Build.Dense(40, i => 2 * samples[i, 0] - samples[i, 2] + random.NextGaussian());
        var weights = Vector<double>.Build.Dense(40, _ => random.NextDouble());
        double[] fitted = Fit(samples, target, weights, ridge, out var score);

        var least = Loss(samples, target, weights, ridge, fitted);
        for (var i = 0; i < fitted.Length; i++)
        {
            foreach (var change in new[] { -1e-3, 1e-3 })
            {
                double[] other = [.. fitted];
                other[i] += change;
                Assert.True(Loss(samples, target, weights, ridge, other) > least);
            }
        }

        var mean = target.DotProduct(weights) / weights.Sum();
        var spread = Enumerable.Range(0, 40).Sum(i => weights[i] * (target[i] - mean) * (target[i] - mean));
        Assert.Equal(1 - Loss(samples, target, weights, 0, fitted) / spread, score, 1e-9);
    }

    [Fact]
    public void A_column_that_never_varies_gets_no_weight()
    {
        var samples = Matrix<double>.Build.Dense(5, 2, (row, column) => column == 0 ? row : 7);
        var fit = new WeightedRegression(samples, Vector<double>.Build.Dense(5, i => 3 * i + 1), Vector<double>.Build.Dense(5, 1)).Fit([0, 1], 0);
        Assert.Equal(3, fit.Coefficients[0], 1e-6);
        Assert.Equal(0, fit.Coefficients[1], 1e-6);
        Assert.Equal(1, fit.Intercept, 1e-5);
    }

    private static double[] Fit(Matrix<double> samples, Vector<double> target, Vector<double> weights, double ridge, out double score)
    {
        var fit = new WeightedRegression(samples.Clone(), target, weights).Fit([0, 1, 2], ridge);
        score = fit.Score;
        return [.. fit.Coefficients, fit.Intercept];
    }

    private static double Loss(Matrix<double> samples, Vector<double> target, Vector<double> weights, double ridge, double[] model)
    {
        var loss = 0.0;
        for (var i = 0; i < samples.RowCount; i++)
        {
            var error = target[i] - model[3];
            for (var j = 0; j < 3; j++)
                error -= samples[i, j] * model[j];
            loss += weights[i] * error * error;
        }

        return loss + ridge * model.Take(3).Sum(static w => w * w);
    }
}
