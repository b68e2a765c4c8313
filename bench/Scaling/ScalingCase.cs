using RrrGpu.Kernels;

namespace RrrGpu.Bench.Scaling;

/// <summary>A problem of given size: random rows, random annotation, some models.</summary>
/// <param name="Models">M.</param>
/// <param name="Batch">B.</param>
/// <param name="Inputs">D.</param>
/// <param name="Hidden">H1; the second layer has 30 units, and there are 10 classes.</param>
/// <param name="InputDensity">Share of inputs that are not zero.</param>
/// <param name="MarkDensity">Share of inputs that are annotated; 0 trains without a right-reasons term.</param>
internal sealed record ScalingCase(
    int Models = 1, int Batch = 256, int Inputs = 784, int Hidden = 50, double InputDensity = 0.2, double MarkDensity = 0.02)
{
    /// <summary>Minibatches that the rows make up.</summary>
    public const int Batches = 4;

    /// <summary>
    /// Operations of the layer-1 products of one model's step, two for each input that is not zero, or marked entry, and hidden unit:
    /// x·W1 and xᵀδ1; v1·W1ᵀ, h·W1 and hᵀv1 at marked entries.
    /// </summary>
    public double UsefulOperations => 2.0 * Batch * Inputs * Hidden * (2 * InputDensity + 3 * MarkDensity);

    /// <summary>Makes rows and annotation; the same every time.</summary>
    public (LabeledRows Rows, Annotation? Annotation) Draw()
    {
        var random = new Random(1);
        var count = Batch * Batches;
        var values = new byte[checked(count * Inputs)];
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() < InputDensity ? (byte)random.Next(1, 256) : (byte)0;
        var labels = new int[count];
        for (var row = 0; row < count; row++)
            labels[row] = random.Next(10);
        var annotation = MarkDensity > 0 ? Annotation.FromPredicate(count, Inputs, (_, _) => random.NextDouble() < MarkDensity) : null;
        return (new LabeledRows(new InputMatrix(values, count, Inputs), labels, 10), annotation);
    }

    /// <summary>The models.</summary>
    public IEnsemble CreateEnsemble(IEngine engine, Annotation? annotation) =>
        engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), Settings(annotation), Initial());

    /// <summary>The same, with annotations of at least a share of all entries as a mark for every entry.</summary>
    public IEnsemble CreateEnsemble(IlgpuEngine engine, Annotation? annotation, double denseFrom) =>
        engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), Settings(annotation), Initial(), denseFrom);

    private ModelSettings[] Settings(Annotation? annotation) =>
        [.. Enumerable.Repeat(new ModelSettings(annotation is null ? 0 : 1, Annotation: annotation), Models)];

    /// <summary>Parameters small enough that large layers do not overflow.</summary>
    private OptimizerState[] Initial()
    {
        var random = new Random(2);
        var parameters = new NetworkParameters(new NetworkShape(Inputs, Hidden, 30, 10));
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(0.02 * (random.NextDouble() - 0.5));
        }

        return [.. Enumerable.Repeat(OptimizerState.Initial(parameters), Models)];
    }
}
