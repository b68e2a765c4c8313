using RrrGpu.Kernels.Tests.Engines;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>How an annotation is held, as a list or with a mark for every entry, changes the time of a step, and no bit of it.</summary>
[Collection(SharedEngines.Name)]
public sealed class DenseAnnotationTests(EngineFixture engines)
{
    private const double AllDense = 0;
    private const double SomeDense = 0.2;
    private const double NoneDense = 2;

    public static IEnumerable<TheoryDataRow<string>> AsGpus =>
        EngineUnderTest.Ids.Where(static id => id.Data.EndsWith("zeros read, as a GPU", StringComparison.Ordinal) || id.Data == "cuda, zeros read");

    [Theory]
    [MemberData(nameof(AsGpus))]
    public void EveryFormGivesTheSameBits(string id)
    {
        var (engine, test) = engines.Get(id);
        foreach (var problem in test.DeviceTrait == "cpu" ? Tiny : Small)
        {
            var dense = problem.TrainedBy(engine, AllDense);
            TensorAssert.Close(Array.ConvertAll(problem.TrainedByReference(), static value => (double)value), dense, 1e-4, "parameters");
            Assert.Equal(problem.TrainedBy(engine, NoneDense), dense);
            Assert.Equal(problem.TrainedBy(engine, SomeDense), dense);
        }
    }

    [Theory]
    [MemberData(nameof(AsGpus))]
    public void MinibatchesMayHaveNoEntries(string id)
    {
        // The first one and the last: nothing is launched for them, and nothing left over from the second.
        var problem = new Problem(new NetworkShape(11, 9, 6, 3), 11, 4, PenaltyNorm.L2, Reduction.Sum, static (row, feature) => row == 5 && feature is (3 or 4));
        var (engine, _) = engines.Get(id);
        var listed = problem.TrainedBy(engine, NoneDense);
        TensorAssert.Close(Array.ConvertAll(problem.TrainedByReference(), static value => (double)value), listed, 1e-4, "parameters");
        Assert.Equal(problem.TrainedBy(engine, AllDense), listed);
    }

    private static Problem[] Tiny => [new(new NetworkShape(37, 9, 6, 3), 19, 18, PenaltyNorm.L2, Reduction.Sum)];

    // More features than a tile of h has, more rows than are taken at a time, units of two tiles, no whole quads, a minibatch of
    // less than one, four slices of the rows, and slices of more than 64.
    private static Problem[] Small =>
    [
        new(new NetworkShape(131, 37, 10, 5), 133, 130, PenaltyNorm.L2, Reduction.Sum),
        new(new NetworkShape(67, 90, 5, 3), 21, 20, PenaltyNorm.L1, Reduction.MeanByAnnotation),
        new(new NetworkShape(13, 9, 5, 3), 300, 256, PenaltyNorm.L2, Reduction.Sum),
        new(new NetworkShape(10, 5, 4, 3), 560, 300, PenaltyNorm.L2, Reduction.Sum),
    ];

    private sealed record Problem(NetworkShape Shape, int Rows, int Batch, PenaltyNorm Norm, Reduction Reduction, Func<int, int, bool>? Marks = null)
    {
        public float[] TrainedBy(IEngine engine, double denseFrom)
        {
            return TrainedBy(engine, Create);

            IEnsemble Create(
                ObjectiveDefinition objective, AdamSettings adam, IReadOnlyList<ModelSettings> models, IReadOnlyList<OptimizerState> initial)
            {
                var ensemble = ((IlgpuEngine)engine).CreateEnsemble(objective, adam, models, initial, denseFrom);
                Assert.Equal(denseFrom switch { AllDense => models.Count - 1, SomeDense => 3, _ => 0 }, ensemble.DenseCount);
                return ensemble;
            }
        }

        public float[] TrainedByReference()
        {
            using var engine = new ReferenceEngine();
            return TrainedBy(engine, engine.CreateEnsemble);
        }

        private float[] TrainedBy(
            IEngine engine, Func<ObjectiveDefinition, AdamSettings, IReadOnlyList<ModelSettings>, IReadOnlyList<OptimizerState>, IEnsemble> create)
        {
            var random = new Random(3);
            var inputs = new byte[Rows * Shape.Inputs];
            random.NextBytes(inputs);
            var data = new LabeledRows(
                new InputMatrix(inputs, Rows, Shape.Inputs), [.. Enumerable.Range(0, Rows).Select(row => row * 7 % Shape.Classes)], Shape.Classes);
            ModelSettings[] models = Marks is not null ? [new(), Penalised(Annotation.FromPredicate(Rows, Shape.Inputs, Marks))] :
            [
                Penalised(Annotation.FromPredicate(Rows, Shape.Inputs, static (_, _) => true)),
                new(),
                Penalised(Annotation.FromPredicate(Rows, Shape.Inputs, (_, _) => random.NextDouble() < 0.4)),
                Penalised(Annotation.FromPredicate(Rows, Shape.Inputs, static (row, feature) => (row + feature) % 20 == 0)),
                // A swatch across the borders of quads, in a part of the rows: most quads have no entries at all.
                Penalised(Annotation.FromPredicate(Rows, Shape.Inputs, static (row, feature) => row % 3 == 0 && feature / 3 == 1 + row % 2)),
                Penalised(Annotation.FromDense(
                    [.. Enumerable.Range(0, Rows * Shape.Inputs).Select(_ => random.Next(2) * (0.25f + random.NextSingle()))], Rows, Shape.Inputs)),
            ];
            using var rows = engine.Upload(data);
            using var ensemble = create(
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

        private static ModelSettings Penalised(Annotation annotation) => new(1e3f, 1e-4f, 1e-3f, annotation);

        private OptimizerState State(int seed) => OptimizerState.Initial(DrawnParameters.Small(Shape, new Random(seed)));
    }
}
