namespace RrrGpu.Kernels.Tests.Simd;

/// <summary>
/// Ways through the first layer that small problems do not reach: tiles of rows with more features than one block of W1 holds,
/// more hidden units than one panel, minibatches of several blocks of slots.
/// </summary>
public sealed class FirstLayerTests
{
    /// <summary>Share of inputs that are not zero, hidden units, registers as wide as the processor's.</summary>
    public static TheoryData<double, int, bool> Problems => new()
    {
        { 0.2, 50, false },
        { 0.2, 50, true },
        { 0.2, 150, false },
        { 0.95, 50, false },
        { 0.95, 50, true },
        { 0.95, 150, false },
        { 0.02, 50, false },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Rows_in_company_have_the_bits_of_rows_alone(double density, int hidden, bool wide)
    {
        var rows = Draw(count: 103, features: 301, density, seed: 1);
        using var engine = new SimdEngine(2, wide);
        using var ensemble = Ensemble(engine, rows, hidden, null);
        using var all = engine.Upload(rows);
        var together = ensemble.Logits(0, all);
        var explained = ensemble.InputGradients(0, all, ExplainedScalar.LogSum);
        for (var row = 0; row < rows.Count; row++)
        {
            using var alone = engine.Upload(rows.Select([row]));
            Assert.Equal(ensemble.Logits(0, alone), together.AsSpan(row * 3, 3).ToArray());
            Assert.Equal(ensemble.InputGradients(0, alone, ExplainedScalar.LogSum), explained.AsSpan(row * 301, 301).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Weight_gradients_of_large_minibatches_are_sums_over_small_ones(double density, int hidden, bool wide)
    {
        const int count = 300;
        var rows = Draw(count, features: 301, density, seed: 2);
        var random = new Random(3);
        var annotation = Annotation.FromPredicate(count, 301, (_, feature) => feature / 4 % 3 == 0 && random.NextDouble() < 0.6);
        using var engine = new SimdEngine(3, wide);
        using var ensemble = Ensemble(engine, rows, hidden, annotation);
        using var uploaded = engine.Upload(rows);
        var whole = ensemble.LossGradients(uploaded, [RowSchedule.InOrder(count, count)], 0, Terms)[0];
        var small = RowSchedule.InOrder(count, 7);
        var sums = whole.Tensors.Select(static tensor => new double[tensor.Values.Length]).ToArray();
        for (var batch = 0; batch < small.BatchCount; batch++)
        {
            var part = ensemble.LossGradients(uploaded, [small], batch, Terms)[0].Tensors.ToArray();
            for (var t = 0; t < sums.Length; t++)
            {
                for (var i = 0; i < sums[t].Length; i++)
                    sums[t][i] += part[t].Values[i];
            }
        }

        foreach (var (tensor, sum) in whole.Tensors.Zip(sums))
        {
            var scale = sum.Max(Math.Abs);
            Assert.True(scale > 0, tensor.Name);
            for (var i = 0; i < sum.Length; i++)
                Assert.True(Math.Abs(tensor.Values[i] - sum[i]) <= 2e-5 * scale, $"{tensor.Name}[{i}]: {tensor.Values[i]} for {sum[i]}");
        }
    }

    [Fact]
    public void Steps_have_the_same_bits_on_any_number_of_threads()
    {
        var rows = Draw(count: 300, features: 301, 0.2, seed: 4);
        var annotation = Annotation.FromPredicate(300, 301, static (row, feature) => (row + feature) % 9 == 0);
        var schedule = RowSchedule.InOrder(300, 128);
        float[]? first = null;
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var engine = new SimdEngine(threads);
            using var ensemble = Ensemble(engine, rows, 50, annotation);
            using var uploaded = engine.Upload(rows);
            ensemble.Train(uploaded, [schedule], 0, schedule.BatchCount, TestContext.Current.CancellationToken);
            var w1 = ensemble.ReadState(0).Parameters.W1;
            Assert.Equal(first ?? w1, w1);
            first = w1;
        }
    }

    private const LossGradientTerms Terms = LossGradientTerms.CrossEntropy | LossGradientTerms.RightReasons;

    private static IEnsemble Ensemble(SimdEngine engine, LabeledRows rows, int hidden, Annotation? annotation)
    {
        var parameters = new NetworkParameters(new NetworkShape(rows.Inputs.Columns, hidden, 30, rows.Classes));
        var random = new Random(5);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(random.NextDouble() - 0.5) * 0.3f;
        }

        return engine.CreateEnsemble(
            new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings(annotation is null ? 0 : 10, Annotation: annotation)], [OptimizerState.Initial(parameters)]);
    }

    private static LabeledRows Draw(int count, int features, double density, int seed)
    {
        var random = new Random(seed);
        var values = new float[count * features];
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() < density ? (float)random.NextDouble() : 0;
        return new LabeledRows(new InputMatrix(values, count, features), [.. Enumerable.Range(0, count).Select(_ => random.Next(3))], 3);
    }
}
