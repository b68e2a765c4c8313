namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>A model alone, in company, in another order, again, or resumed: the same bits.</summary>
[Collection(IlgpuDevices.Collection)]
public sealed class EnsembleBitsTests(IlgpuDevices devices)
{
    private static readonly NetworkShape Shape = new(21, 11, 9, 3);

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void CompanyAndOrderDoNotChangeBits(string device)
    {
        var data = Random(40, 3);
        var models = Models(data.Inputs);
        var schedules = models.Select((_, model) => Schedule(40, 7, model)).ToArray();
        var together = TrainedBits(device, data, models, schedules, [0, 1, 2, 3, 4]);
        var reversed = TrainedBits(device, data, models, schedules, [4, 3, 2, 1, 0]);
        for (var model = 0; model < models.Length; model++)
        {
            var alone = TrainedBits(device, data, models, schedules, [model])[0];
            Assert.Equal(alone, together[model]);
            Assert.Equal(alone, reversed[models.Length - 1 - model]);
        }
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void ASharedScheduleGivesTheBitsOfItsCopies(string device)
    {
        var data = Random(40, 3);
        var models = Models(data.Inputs);
        var shared = Schedule(40, 7, 1);
        var copies = models.Select(_ => Schedule(40, 7, 1)).ToArray();
        Assert.Equal(
            TrainedBits(device, data, models, copies, [0, 1, 2, 3, 4]),
            TrainedBits(device, data, models, [shared], [0, 1, 2, 3, 4]));
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void TheSameRunTwiceGivesTheSameBits(string device)
    {
        var data = Random(40, 3);
        var models = Models(data.Inputs);
        RowSchedule[] schedule = [Schedule(40, 7, 0)];
        Assert.Equal(
            TrainedBits(device, data, models, schedule, [0, 1, 2, 3, 4]),
            TrainedBits(device, data, models, schedule, [0, 1, 2, 3, 4]));
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void AResumedRunGivesTheBitsOfAnUninterruptedOne(string device)
    {
        var data = Random(40, 3);
        var settings = Models(data.Inputs)[1];
        RowSchedule[] schedule = [Schedule(40, 7, 0)];
        var engine = devices.Open(device);
        using var rows = engine.Upload(data);
        using var first = engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), [settings], [State(1)]);
        first.Train(rows, schedule, 0, 2, TestContext.Current.CancellationToken);
        using var second = engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), [settings], [first.ReadState(0)]);
        first.Train(rows, schedule, 2, 4, TestContext.Current.CancellationToken);
        second.Train(rows, schedule, 2, 4, TestContext.Current.CancellationToken);
        Assert.Equal(6, second.ReadState(0).Steps);
        Assert.Equal(Bits(first, 0), Bits(second, 0));
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void CancellingKeepsTheStepsTaken(string device)
    {
        var data = Random(10, 3);
        var engine = devices.Open(device);
        using var rows = engine.Upload(data);
        using var ensemble = engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings()], [State(0)]);
        using var source = new CancellationTokenSource();
        ensemble.Train(rows, [RowSchedule.InOrder(10, 5)], 0, 1, source.Token);
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ensemble.Train(rows, [RowSchedule.InOrder(10, 5)], 1, 1, source.Token));
        Assert.Equal(1, ensemble.ReadState(0).Steps);
    }

    private static ModelSettings[] Models(InputMatrix inputs) =>
    [
        new(),
        new(3f, 1e-3f, 1e-2f, Annotation.FromPredicate(inputs.Rows, inputs.Columns, static (row, feature) => (row + feature) % 5 == 0)),
        new(0.5f, 0f, 1e-3f, Annotation.FromPredicate(inputs.Rows, inputs.Columns, static (row, feature) => row % 3 == 0 && feature > 15)),
        new(10f, 1e-4f, 1e-3f, Annotation.FromPredicate(inputs.Rows, inputs.Columns, static (_, _) => false)),
        new(2f, 1e-4f, 5e-3f, Annotation.FromDense(Enumerable.Range(0, inputs.Rows * inputs.Columns).Select(static i => i % 4 * 0.5f).ToArray(), inputs.Rows, inputs.Columns)),
    ];

    private static RowSchedule Schedule(int rows, int batch, int seed)
    {
        var order = Enumerable.Range(0, rows).ToArray();
        new Random(seed).Shuffle(order);
        return RowSchedule.FromOrder(order, batch);
    }

    private static LabeledRows Random(int rows, int classes)
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, rows * Shape.Inputs).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray();
        return new LabeledRows(
            new InputMatrix(values, rows, Shape.Inputs),
            Enumerable.Range(0, rows).Select(_ => random.Next(classes)).ToArray(),
            classes);
    }

    private static OptimizerState State(int seed)
    {
        var random = new Random(seed);
        var parameters = new NetworkParameters(Shape);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(random.NextDouble() - 0.5);
        }

        return OptimizerState.Initial(parameters);
    }

    private static int[] Bits(IEnsemble ensemble, int model)
    {
        var state = ensemble.ReadState(model);
        return
        [
            .. new[] { state.Parameters, state.FirstMoment, state.SecondMoment }
                .SelectMany(static parameters => parameters.Tensors)
                .SelectMany(static tensor => tensor.Values)
                .Select(BitConverter.SingleToInt32Bits),
        ];
    }

    private int[][] TrainedBits(string device, LabeledRows data, ModelSettings[] models, RowSchedule[] schedules, int[] chosen)
    {
        var engine = devices.Open(device);
        using var rows = engine.Upload(data);
        using var ensemble = engine.CreateEnsemble(
            new ObjectiveDefinition(ExplainedScalar.LogSum),
            new AdamSettings(),
            [.. chosen.Select(model => models[model])],
            [.. chosen.Select(State)]);
        ensemble.Train(
            rows,
            schedules.Length == 1 ? schedules : [.. chosen.Select(model => schedules[model])],
            0,
            schedules[0].BatchCount,
            TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, chosen.Length).Select(model => Bits(ensemble, model))];
    }
}
