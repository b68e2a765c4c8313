using MathNet.Numerics.LinearAlgebra;

namespace RrrGpu.Training;

/// <summary>Probabilities of rows: <paramref name="rows"/> holds <paramref name="count"/> × D values, the result count × K.</summary>
public delegate float[] PredictProbabilities(ReadOnlyMemory<float> rows, int count);

/// <summary>
/// LIME (Ribeiro, Singh and Guestrin, "Why should I trust you?", KDD 2016), a peer to compare input gradients with: neighbours of a row
/// are predicted in batches, weighed by √exp(−distance²/σ²), and explained by a ridge regression on few interpretable features.
/// </summary>
/// <param name="predict">The network.</param>
/// <param name="classes">K.</param>
/// <param name="settings">How to fit.</param>
public sealed class LimeExplainer(PredictProbabilities predict, int classes, LimeSettings settings)
{
    /// <summary>Rows predicted at once, so that a wide text model's neighbours never lie in memory together.</summary>
    private const int BatchRows = 1024;

    private readonly LimeSettings _settings = settings.Validated();

    /// <summary>Explains the given classes of a row; neighbours are drawn and predicted once.</summary>
    /// <param name="representation">The row and its interpretable features.</param>
    /// <param name="explainedClasses">The classes, 0…K−1; none explains the predicted class.</param>
    /// <exception cref="ArgumentException">There is no interpretable feature, or no such class.</exception>
    public IReadOnlyList<LimeExplanation> Explain(ILimeRepresentation representation, params IReadOnlyList<int> explainedClasses)
    {
        ArgumentNullException.ThrowIfNull(representation);
        ArgumentNullException.ThrowIfNull(explainedClasses);
        if (representation.Features < 1)
            throw new ArgumentException("LIME: expected at least one interpretable feature, got none");
        foreach (var k in explainedClasses)
        {
            if (k < 0 || k >= classes)
                throw new ArgumentException($"LIME: expected classes from 0 to {classes - 1}, got {k}");
        }

        var samples = Matrix<double>.Build.Dense(_settings.Samples, representation.Features);
        var weights = Vector<double>.Build.Dense(_settings.Samples);
        var original = new double[representation.Features];
        var probabilities = Draw(representation, samples, weights, original);
        if (explainedClasses.Count == 0)
            explainedClasses = [Largest(probabilities.AsSpan(0, classes))];
        return [.. explainedClasses.Select(k => Fit(samples, weights, original, probabilities, k))];
    }

    private float[] Draw(ILimeRepresentation representation, Matrix<double> samples, Vector<double> weights, double[] original)
    {
        var random = new RandomSource(_settings.Seed, RandomPurpose.Perturbation);
        var probabilities = new float[_settings.Samples * classes];
        var inputs = new float[Math.Min(BatchRows, _settings.Samples) * representation.Inputs];
        var interpretable = new double[representation.Features];
        var width = representation.KernelWidth;
        for (var first = 0; first < _settings.Samples; first += BatchRows)
        {
            var count = Math.Min(BatchRows, _settings.Samples - first);
            for (var i = 0; i < count; i++)
            {
                var input = inputs.AsSpan(i * representation.Inputs, representation.Inputs);
                if (first + i == 0)
                {
                    representation.Original(original, input);
                    original.CopyTo(interpretable, 0);
                }
                else
                {
                    representation.Draw(random, interpretable, input);
                }

                samples.SetRow(first + i, interpretable);
                var distance = representation.Distance(original, interpretable);
                weights[first + i] = Math.Sqrt(Math.Exp(-(distance * distance) / (width * width)));
            }

            predict(inputs.AsMemory(0, count * representation.Inputs), count).CopyTo(probabilities, first * classes);
        }

        return probabilities;
    }

    private LimeExplanation Fit(Matrix<double> samples, Vector<double> weights, double[] original, float[] probabilities, int k)
    {
        var target = Vector<double>.Build.Dense(_settings.Samples, i => probabilities[i * classes + k]);
        var regression = new WeightedRegression(samples.Clone(), target, weights);
        var features = LimeFeatureSelection.Choose(regression, original, _settings);
        var fit = regression.Fit(features, _settings.Ridge);
        var local = fit.Intercept;
        for (var i = 0; i < features.Count; i++)
            local += fit.Coefficients[i] * original[features[i]];
        LimeWeight[] named = [.. features
            .Select((feature, i) => new LimeWeight(feature, fit.Coefficients[i]))
            .OrderByDescending(static weight => Math.Abs(weight.Weight))];
        return new LimeExplanation(k, named, fit.Intercept, fit.Score, local, target[0]);
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        var k = 0;
        for (var j = 1; j < values.Length; j++)
            k = values[j] > values[k] ? j : k;
        return k;
    }
}
