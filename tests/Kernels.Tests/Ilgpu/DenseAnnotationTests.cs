using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>How an annotation is held, as a list or with a mark for every entry, changes the time of a step, and no bit of it.</summary>
[Collection(IlgpuDevices.Collection)]
public sealed class DenseAnnotationTests
{
    private const double AllDense = 0;
    private const double SomeDense = 0.3;
    private const double NoneDense = 2;

    [Theory]
    [InlineData(PenaltyNorm.L2, Reduction.Sum)]
    [InlineData(PenaltyNorm.L1, Reduction.MeanByAnnotation)]
    public void EveryFormGivesTheSameBitsOnOpenCL(PenaltyNorm norm, Reduction reduction) =>
        // More features than a tile of h has, more rows than are taken at a time, no whole quads, and a minibatch of less than one.
        Compare("opencl:0", new Problem(new NetworkShape(131, 37, 10, 5), 133, 130, norm, reduction));

    [Fact]
    public void EveryFormGivesTheSameBitsOnTheCpuAccelerator() =>
        Compare("cpu", new Problem(new NetworkShape(37, 9, 6, 3), 19, 18, PenaltyNorm.L2, Reduction.Sum));

    [Fact]
    public void EveryFormGivesTheSameBitsWhereUnitsTakeTwoTiles() =>
        Compare("opencl:0", new Problem(new NetworkShape(67, 90, 5, 3), 21, 20, PenaltyNorm.L2, Reduction.Mean));

    private static void Compare(string id, Problem problem)
    {
        var device = IlgpuDevices.Found.FirstOrDefault(device => device.Description.Id == id);
        Assert.SkipUnless(device is not null || IlgpuDevices.IsRequired(DeviceRequest.Parse(id).Kind!.Value), $"this machine has no {id}");
        Assert.NotNull(device);
        var dense = problem.TrainedBy(Open(AllDense));
        TensorAssert.Close(Array.ConvertAll(problem.TrainedBy(new ReferenceEngine()), static value => (double)value), dense, 1e-4, "parameters");
        Assert.Equal(problem.TrainedBy(Open(NoneDense)), dense);
        Assert.Equal(problem.TrainedBy(Open(SomeDense)), dense);

        IlgpuEngine Open(double denseFrom) => new(device, sparseBelow: 0, asProcessor: false, denseFrom: denseFrom);
    }

    private sealed record Problem(NetworkShape Shape, int Rows, int Batch, PenaltyNorm Norm, Reduction Reduction)
    {
        public float[] TrainedBy(IEngine opened)
        {
            var random = new Random(3);
            var inputs = new byte[Rows * Shape.Inputs];
            random.NextBytes(inputs);
            var data = new LabeledRows(
                new InputMatrix(inputs, Rows, Shape.Inputs), [.. Enumerable.Range(0, Rows).Select(row => row * 7 % Shape.Classes)], Shape.Classes);
            ModelSettings[] models =
            [
                Penalised(Annotation.FromPredicate(Rows, Shape.Inputs, static (_, _) => true)),
                new(),
                Penalised(Annotation.FromPredicate(Rows, Shape.Inputs, (_, _) => random.NextDouble() < 0.4)),
                Penalised(Annotation.FromPredicate(Rows, Shape.Inputs, static (row, feature) => (row + feature) % 20 == 0)),
                Penalised(Annotation.FromDense(
                    [.. Enumerable.Range(0, Rows * Shape.Inputs).Select(_ => random.Next(2) * (0.25f + random.NextSingle()))], Rows, Shape.Inputs)),
            ];
            using var engine = opened;
            using var rows = engine.Upload(data);
            using var ensemble = engine.CreateEnsemble(
                new ObjectiveDefinition(Norm: Norm, Reduction: Reduction), new AdamSettings(Epsilon: 1f), models, [.. Enumerable.Range(0, models.Length).Select(State)]);
            ensemble.Train(rows, [RowSchedule.InOrder(Rows, Batch)], 0, 2, TestContext.Current.CancellationToken);
            return
            [
                .. from model in Enumerable.Range(0, models.Length)
                   from tensor in ensemble.ReadState(model).Parameters.Tensors
                   from value in tensor.Values
                   select value,
            ];
        }

        private static ModelSettings Penalised(Annotation annotation) => new(1e-3f, 1e-4f, 1e-3f, annotation);

        private OptimizerState State(int seed)
        {
            var random = new Random(seed);
            var parameters = new NetworkParameters(Shape);
            foreach (var (_, values, _) in parameters.Tensors)
            {
                for (var i = 0; i < values.Length; i++)
                    values[i] = 0.1f * (random.NextSingle() - 0.5f);
            }

            return OptimizerState.Initial(parameters);
        }
    }
}
