namespace RrrGpu.Training.Tests.Sweeps;

public class SweepGridTests
{
    private static readonly SweepGrid s_grid = new([1, 10], [0.1f], [0.01f], [3, 4], ["none", "full"]);

    [Fact]
    public void Seeds_change_fastest_and_annotations_slowest()
    {
        var trials = s_grid.Trials(static (_, _) => throw new InvalidOperationException());

        Assert.Equal(
            [("none", 1, 3), ("none", 1, 4), ("none", 10, 3), ("none", 10, 4), ("full", 1, 3), ("full", 1, 4), ("full", 10, 3), ("full", 10, 4)],
            trials.Select(trial => (trial.Annotations, (int)trial.Lambda1, (int)trial.Seed)));
        Assert.All(trials, trial => Assert.Equal((0.1f, 0.01f), (trial.Lambda2, trial.LearningRate)));
    }

    [Fact]
    public void Repeated_values_count_once() =>
        Assert.Equal(2, (s_grid with { Lambda1 = [5, 5], Annotations = ["full", "full"] }).Trials(static (_, _) => 0).Count);

    [Fact]
    public void Lambda1_is_asked_for_where_the_grid_names_none()
    {
        var trials = (s_grid with { Lambda1 = null }).Trials(static (seed, name) => seed * name.Length);

        Assert.Equal([12, 16, 12, 16], trials.Select(trial => (int)trial.Lambda1));
        Assert.Equal(4, trials.Count);
    }

    [Fact]
    public void An_empty_axis_and_too_many_trials_are_named()
    {
        Assert.StartsWith("seeds: expected at least one", Assert.Throws<ArgumentException>(() => (s_grid with { Seeds = [] }).Trials(static (_, _) => 0)).Message, StringComparison.Ordinal);
        var wide = s_grid with { Seeds = [.. Enumerable.Range(0, 2000)], Lambda2 = [.. Enumerable.Range(1, 1000)] };
        Assert.Contains("at most 1000000 trials, got 8000000", Assert.Throws<ArgumentException>(() => wide.Trials(static (_, _) => 0)).Message, StringComparison.Ordinal);
    }
}
