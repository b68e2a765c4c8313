namespace RrrGpu.Training;

/// <summary>A grid of trials: every combination of the values of its axes.</summary>
/// <param name="Lambda1">Values of λ₁; null has each trial take the one that balances its terms, see <see cref="InitialBalance"/>.</param>
/// <param name="Lambda2">Values of λ₂.</param>
/// <param name="LearningRate">Adam's step sizes.</param>
/// <param name="Seeds">Seeds.</param>
/// <param name="Annotations">Names of annotations.</param>
public sealed record SweepGrid(
    IReadOnlyList<float>? Lambda1,
    IReadOnlyList<float> Lambda2,
    IReadOnlyList<float> LearningRate,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<string> Annotations)
{
    /// <summary>The most trials of one grid.</summary>
    public const int MaxTrials = 1_000_000;

    /// <summary>
    /// The trials in grid order: annotations change slowest, then λ₂, learning rate, λ₁, and seeds fastest. Repeated values count once.
    /// </summary>
    /// <param name="balancedLambda1">The λ₁ of a seed and an annotation, asked for where the grid names none.</param>
    /// <exception cref="ArgumentException">An axis is empty, or there are too many trials.</exception>
    public IReadOnlyList<Trial> Trials(Func<long, string, float> balancedLambda1)
    {
        ArgumentNullException.ThrowIfNull(balancedLambda1);
        var count = 1.0;
        foreach (var (axis, length) in new[] { ("lambda1", Lambda1?.Count ?? 1), ("lambda2", Lambda2.Count), ("learning rate", LearningRate.Count), ("seeds", Seeds.Count), ("annotations", Annotations.Count) })
        {
            if (length == 0)
                throw new ArgumentException($"{axis}: expected at least one value, got none");
            count *= length;
        }

        if (count > MaxTrials)
            throw new ArgumentException($"sweep: expected at most {MaxTrials} trials, got {count:0}");
        var trials =
            from annotations in Annotations
            from lambda2 in Lambda2
            from learningRate in LearningRate
            from lambda1 in Lambda1?.Select(static value => (float?)value) ?? [null]
            from seed in Seeds
            select new Trial(lambda1 ?? balancedLambda1(seed, annotations), lambda2, learningRate, seed, annotations);
        return [.. trials.Distinct()];
    }
}
