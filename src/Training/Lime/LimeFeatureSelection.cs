namespace RrrGpu.Training;

/// <summary>Which interpretable features an explanation names.</summary>
internal static class LimeFeatureSelection
{
    /// <summary>The light ridge of the model whose weights rank features.</summary>
    private const double RankingRidge = 0.01;

    /// <summary>Chooses at most <see cref="LimeSettings.Features"/> features.</summary>
    /// <param name="regression">The equations of all features.</param>
    /// <param name="original">The explained row's interpretable features.</param>
    /// <param name="settings">How many, and how.</param>
    public static IReadOnlyList<int> Choose(WeightedRegression regression, ReadOnlySpan<double> original, LimeSettings settings)
    {
        int[] all = [.. Enumerable.Range(0, original.Length)];
        if (settings.Features >= all.Length)
            return all;
        return settings.Features <= settings.ForwardSelectionUpTo
            ? Forward(regression, all, settings.Features)
            : HighestWeights(regression, all, original, settings.Features);
    }

    /// <summary>Adds, one after another, the feature that raises R² most.</summary>
    private static List<int> Forward(WeightedRegression regression, int[] all, int count)
    {
        var chosen = new List<int>();
        while (chosen.Count < count)
        {
            var (best, bestScore) = (-1, double.NegativeInfinity);
            foreach (var feature in all)
            {
                if (chosen.Contains(feature))
                    continue;
                var score = regression.Fit([.. chosen, feature], ridge: 0).Score;
                if (score > bestScore)
                    (best, bestScore) = (feature, score);
            }

            // Scores that are not numbers choose nobody: there is nothing to explain.
            if (best < 0)
                break;
            chosen.Add(best);
        }

        return chosen;
    }

    /// <summary>Takes the features that contribute most to the explained row's prediction.</summary>
    private static int[] HighestWeights(WeightedRegression regression, int[] all, ReadOnlySpan<double> original, int count)
    {
        var fit = regression.Fit(all, RankingRidge);
        var contributions = new double[all.Length];
        for (var i = 0; i < all.Length; i++)
            contributions[i] = Math.Abs(fit.Coefficients[i] * original[i]);
        return [.. all.OrderByDescending(feature => contributions[feature]).ThenBy(static feature => feature).Take(count)];
    }
}
