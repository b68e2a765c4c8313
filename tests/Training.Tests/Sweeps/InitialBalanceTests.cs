using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Sweeps;

public sealed class InitialBalanceTests : IDisposable
{
    private static readonly DataSet s_data = Toy.TwoRules(256);
    private readonly SimdEngine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void The_ratio_is_that_of_the_terms_before_the_first_step()
    {
        using var rows = new Trainer(_engine).Prepare(s_data, new TrainingSettings());

        var ratios = InitialBalance.Ratios(_engine, rows, [Run(1), Run(2), Run(1) with { Lambda1 = 7, Lambda2 = 3 }, new ModelRun(1)], TestContext.Current.CancellationToken);

        // A learning rate too small to change a float leaves a model as it began.
        var trained = _engine.Train(s_data, new TrainingSettings { Epochs = 1 }, [Run(1) with { Lambda1 = 2, LearningRate = 1e-30f }]).Models[0].Train;
        Assert.Equal(trained.RightReasons / 2 / trained.CrossEntropy, ratios[0]!.Value, 1e-6 * ratios[0]!.Value);
        Assert.NotEqual(ratios[0], ratios[1]);
        Assert.Equal(ratios[0], ratios[2]);
        Assert.Null(ratios[3]);
    }

    [Fact]
    public void Rows_held_out_have_no_part_in_it()
    {
        using var all = new Trainer(_engine).Prepare(s_data, new TrainingSettings());
        using var some = new Trainer(_engine).Prepare(s_data, new TrainingSettings { Validation = new ValidationSplit(0.5) });

        Assert.NotEqual(Ratio(all), Ratio(some));
        Assert.Equal(Ratio(some), Ratio(some));
    }

    [Fact]
    public void Reductions_weigh_the_terms_as_in_training()
    {
        using var sum = new Trainer(_engine).Prepare(s_data, new TrainingSettings());
        using var byAnnotation = new Trainer(_engine).Prepare(s_data, new TrainingSettings { Objective = new(Reduction: Reduction.MeanByAnnotation) });
        var doubled = Annotation.FromPredicate(256, 4, static (_, feature) => feature is 1 or 2);

        // One entry a row is marked: both divisors are the rows. With two, the second is twice as large.
        Assert.Equal(Ratio(sum)!.Value, Ratio(byAnnotation)!.Value, 1e-9);
        var (bySum, byMarks) = (Ratio(sum, doubled)!.Value, Ratio(byAnnotation, doubled)!.Value);
        Assert.Equal(bySum / 2, byMarks, 1e-9 * bySum);
    }

    [Fact]
    public void Auto_makes_the_terms_equal_to_three_digits()
    {
        using var rows = new Trainer(_engine).Prepare(s_data, new TrainingSettings());
        var ratio = Ratio(rows)!.Value;

        Assert.InRange(InitialBalance.Balance(ratio) * ratio, 0.995, 1.005);
        Assert.Equal(0.123f, InitialBalance.Balance(1 / 0.12345));
        Assert.Equal(0, InitialBalance.Balance(null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Terms_that_nothing_balances_are_an_error(double ratio) =>
        Assert.StartsWith("lambda1: expected annotated entries", Assert.Throws<ArgumentException>(() => InitialBalance.Balance(ratio)).Message, StringComparison.Ordinal);

    private static ModelRun Run(long seed) => new(seed, Annotation: s_data.Annotation);

    private double? Ratio(ResidentData rows, Annotation? annotation = null) =>
        InitialBalance.Ratios(_engine, rows, [new ModelRun(1, Annotation: annotation ?? s_data.Annotation)], TestContext.Current.CancellationToken)[0];
}
