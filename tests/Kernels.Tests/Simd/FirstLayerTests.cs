using RrrGpu.Kernels.Simd;

namespace RrrGpu.Kernels.Tests.Simd;

/// <summary>
/// Ways through the first layer that small problems do not reach: tiles of rows with more features than one block of W1 holds,
/// more hidden units than one panel, minibatches of several blocks of slots.
/// </summary>
public sealed class FirstLayerTests
{
    /// <summary>Features, share of inputs that are not zero, whether they are bytes, hidden units, registers as wide as the processor's.</summary>
    public static TheoryData<int, double, bool, int, bool> Problems => new()
    {
        { 301, 0.2, false, 50, false },
        { 301, 0.2, true, 50, true },
        { 301, 0.2, true, 150, false },
        { 301, 0.95, false, 50, false },
        { 301, 0.95, true, 50, true },
        { 301, 0.95, true, 150, false },
        { 301, 0.02, false, 50, false },
        { 5000, 0.02, false, 50, false },
        { 3, 0.95, true, 5, false },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Rows_in_company_have_the_bits_of_rows_alone(int features, double density, bool bytes, int hidden, bool wide)
    {
        var rows = Draw(count: 103, features, density, bytes, seed: 1);
        using var engine = new SimdEngine(2, wide);
        using var ensemble = Ensemble(engine, rows, hidden, null);
        using var all = engine.Upload(rows);
        // The first looks take rows one by one, the next ones tiles.
        var first = ensemble.Logits(0, all);
        for (var look = 1; look < SimdRowSet.LooksWithoutTiles; look++)
            _ = ensemble.Logits(0, all);
        var together = ensemble.Logits(0, all);
        Assert.Equal(first, together);
        var explained = ensemble.InputGradients(0, all, ExplainedScalar.LogSum);
        for (var row = 0; row < rows.Count; row++)
        {
            using var alone = engine.Upload(rows.Select([row]));
            Assert.Equal(ensemble.Logits(0, alone), together.AsSpan(row * 3, 3).ToArray());
            Assert.Equal(ensemble.InputGradients(0, alone, ExplainedScalar.LogSum), explained.AsSpan(row * features, features).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Weight_gradients_of_large_minibatches_are_sums_over_small_ones(int features, double density, bool bytes, int hidden, bool wide)
    {
        const int count = 299;
        var rows = Draw(count, features, density, bytes, seed: 2);
        var random = new Random(3);
        var annotation = Annotation.FromPredicate(count, features, (_, feature) => feature / 4 % 3 == 0 && random.NextDouble() < 0.6);
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

    /// <summary>
    /// Features without neighbours take their step where their gradient is summed; with 300 hidden units, minibatches are several blocks of
    /// slots, and rows of W1 several panels.
    /// </summary>
    [Theory]
    [InlineData(50, false, false)]
    [InlineData(50, true, true)]
    [InlineData(300, false, true)]
    [InlineData(300, true, false)]
    public void A_first_step_is_taken_by_the_bits_of_the_gradient(int hidden, bool bytes, bool wide)
    {
        const int count = 700;
        var rows = Draw(count, features: 301, 0.03, bytes, seed: 8);
        using var engine = new SimdEngine(2, wide);
        using var ensemble = Ensemble(engine, rows, hidden, null);
        using var uploaded = engine.Upload(rows);
        Assert.True(new SimdRowSet(rows).ShareOfPairs() < InputColumns.LeastShareOfPairs, "the features are taken in pairs");
        IReadOnlyList<RowSchedule> schedule = [RowSchedule.InOrder(count, count)];
        var gradient = ensemble.LossGradients(uploaded, schedule, 0, LossGradientTerms.All)[0].W1;
        var before = ensemble.ReadState(0).Parameters.W1;
        ensemble.Train(uploaded, schedule, 0, 1, TestContext.Current.CancellationToken);
        var adam = new AdamSettings();
        var (rest1, rest2) = (1 - adam.Beta1, 1 - adam.Beta2);
        var after = ensemble.ReadState(0);
        Assert.Equal(Array.ConvertAll(gradient, g => rest1 * g), after.FirstMoment.W1);
        Assert.Equal(Array.ConvertAll(gradient, g => rest2 * (g * g)), after.SecondMoment.W1);
        for (var i = 0; i < before.Length; i++)
            Assert.Equal(before[i] - 0.001 * gradient[i] / (Math.Abs(gradient[i]) + adam.Epsilon), after.Parameters.W1[i], 1e-6);
        Assert.True(gradient.Max(Math.Abs) > 0, "the gradient is zero");
    }

    /// <summary>Of 5,000 features one in fifty is not zero: there several tiles are taken together, and the last minibatch has part of one.</summary>
    [Theory]
    [InlineData(128, 301)]
    [InlineData(300, 301)]
    [InlineData(320, 5000)]
    [InlineData(600, 5000)]
    public void Steps_have_the_same_bits_on_any_number_of_threads(int batch, int features)
    {
        var rows = Draw(count: 600, features, features > 1000 ? 0.02 : 0.2, bytes: true, seed: 4);
        var annotation = features > 1000 ? null : Annotation.FromPredicate(600, features, static (row, feature) => (row + feature) % 9 == 0);
        var schedule = RowSchedule.InOrder(600, batch);
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

    [Theory]
    [InlineData(301, 0.2)]
    [InlineData(5000, 0.02)]
    public void Steps_have_the_same_bits_whether_rows_come_as_tiles_or_not(int features, double density)
    {
        var rows = Draw(count: 512, features, density, bytes: true, seed: 6);
        var backwards = rows.Select([.. Enumerable.Range(0, 512).Reverse()]);
        var w1 = new List<float[]>();
        foreach (var (data, order) in new[] { (rows, Enumerable.Range(0, 512)), (backwards, Enumerable.Range(0, 512).Reverse()) })
        {
            using var engine = new SimdEngine(1);
            using var ensemble = Ensemble(engine, data, 50, null);
            using var uploaded = engine.Upload(data);
            ensemble.Train(uploaded, [RowSchedule.FromOrder([.. order], 256)], 0, 2, TestContext.Current.CancellationToken);
            w1.Add(ensemble.ReadState(0).Parameters.W1);
        }

        Assert.Equal(w1[0], w1[1]);
    }

    [Fact]
    public void Rows_may_serve_engines_with_different_numbers_of_threads()
    {
        var rows = Draw(count: 300, features: 301, 0.2, bytes: true, seed: 7);
        var annotation = Annotation.FromPredicate(300, 301, static (row, feature) => (row + feature) % 9 == 0);
        IReadOnlyList<RowSchedule> schedule = [RowSchedule.InOrder(300, 300)];
        using var one = new SimdEngine(1);
        using var three = new SimdEngine(3);
        using var uploaded = one.Upload(rows);
        using var plain = Ensemble(one, rows, 50, null);
        _ = plain.LossGradients(uploaded, schedule, 0, Terms);
        using var shared = Ensemble(three, rows, 50, annotation);
        using var alone = Ensemble(one, rows, 50, annotation);
        Assert.Equal(
            alone.LossGradients(one.Upload(rows), schedule, 0, Terms)[0].W1,
            shared.LossGradients(uploaded, schedule, 0, Terms)[0].W1);
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

    private static LabeledRows Draw(int count, int features, double density, bool bytes, int seed)
    {
        var random = new Random(seed);
        var values = new byte[count * features];
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() < density ? (byte)random.Next(1, 5) : (byte)0;
        var labels = Enumerable.Range(0, count).Select(_ => random.Next(3)).ToArray();
        var inputs = bytes ? new InputMatrix(values, count, features) : new InputMatrix(Array.ConvertAll(values, static value => value / 4f), count, features);
        return new LabeledRows(inputs, labels, 3);
    }
}
