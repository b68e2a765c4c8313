using RrrGpu.Kernels;

namespace RrrGpu.Bench;

/// <summary>
/// Rows like Decoy MNIST's, made from a fixed seed: 28 × 28 pen strokes that leave as many pixels non-zero as MNIST does
/// (19 %), a 4 × 4 swatch in a random corner that tells the class, and its annotation. Kernels may skip zeros, so how many
/// there are and how they lie together matters to a timing; what they show does not.
/// </summary>
internal sealed class DecoyWorkload
{
    public const int BatchSize = 256;
    public const int Batches = 32;
    public const float Lambda1 = 1000;

    public static readonly NetworkShape Shape = new(784, 50, 30, 10);

    private const int Side = 28;
    private const int Margin = 4;
    private const int Swatch = 4;
    private const int InkedPixels = 149;

    private DecoyWorkload(LabeledRows rows, Annotation annotation)
    {
        Rows = rows;
        Annotation = annotation;
        Schedule = [RowSchedule.InOrder(rows.Count, BatchSize)];
        NonZeros = rows.Inputs.ToArray().Count(static value => value != 0);
    }

    /// <summary>The rows, 32 whole minibatches of 256.</summary>
    public LabeledRows Rows { get; }

    /// <summary>The swatches' pixels.</summary>
    public Annotation Annotation { get; }

    /// <summary>The rows in order.</summary>
    public IReadOnlyList<RowSchedule> Schedule { get; }

    /// <summary>Non-zero input entries.</summary>
    public int NonZeros { get; }

    /// <summary>Makes the rows; the same every time.</summary>
    public static DecoyWorkload Create()
    {
        const int count = Batches * BatchSize;
        var random = new Random(0);
        var pixels = new byte[count * Shape.Inputs];
        var labels = new int[count];
        var corners = new (int Top, int Left)[count];
        for (var row = 0; row < count; row++)
        {
            labels[row] = random.Next(Shape.Classes);
            corners[row] = (random.Next(2) * (Side - Swatch), random.Next(2) * (Side - Swatch));
            var image = pixels.AsSpan(row * Shape.Inputs, Shape.Inputs);
            DrawStroke(image, random);
            for (var i = 0; i < Swatch * Swatch; i++)
                image[(corners[row].Top + i / Swatch) * Side + corners[row].Left + i % Swatch] = (byte)(255 - 25 * labels[row]);
        }

        var annotation = Annotation.FromPredicate(count, Shape.Inputs, (row, feature) =>
            feature / Side - corners[row].Top is >= 0 and < Swatch && feature % Side - corners[row].Left is >= 0 and < Swatch);
        return new DecoyWorkload(new LabeledRows(new InputMatrix(pixels, count, Shape.Inputs), labels, Shape.Classes), annotation);
    }

    /// <summary>An ensemble with N(0, 0.1²) parameters, seeds 0, 1, …</summary>
    public IEnsemble CreateEnsemble(IEngine engine, int models, bool penalised) => CreateEnsemble(engine, new ObjectiveDefinition(), models, penalised);

    /// <summary>Likewise, of models that are to explain themselves differently.</summary>
    public IEnsemble CreateCoupledEnsemble(IEngine engine, int models) =>
        CreateEnsemble(engine, new ObjectiveDefinition(Similarity: new SimilarityPenalty(1)), models, penalised: false);

    private IEnsemble CreateEnsemble(IEngine engine, ObjectiveDefinition objective, int models, bool penalised)
    {
        var settings = new ModelSettings(penalised ? Lambda1 : 0, Annotation: penalised ? Annotation : null);
        return engine.CreateEnsemble(
            objective,
            new AdamSettings(),
            [.. Enumerable.Repeat(settings, models)],
            [.. Enumerable.Range(0, models).Select(static seed => OptimizerState.Initial(InitialParameters(seed)))]);
    }

    private static NetworkParameters InitialParameters(int seed)
    {
        var random = new Random(seed);
        var parameters = new NetworkParameters(Shape);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(0.1 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return parameters;
    }

    /// <summary>A pen two pixels wide walks over the middle until it has inked enough.</summary>
    private static void DrawStroke(Span<byte> image, Random random)
    {
        var (y, x) = (random.Next(Margin, Side - Margin - 1), random.Next(Margin, Side - Margin - 1));
        for (var inked = 0; inked < InkedPixels;)
        {
            for (var i = 0; i < 4 && inked < InkedPixels; i++)
            {
                ref var pixel = ref image[(y + i / 2) * Side + x + i % 2];
                if (pixel == 0)
                    inked++;
                pixel = (byte)random.Next(1, 256);
            }

            y = Math.Clamp(y + random.Next(-1, 2), Margin, Side - Margin - 2);
            x = Math.Clamp(x + random.Next(-1, 2), Margin, Side - Margin - 2);
        }
    }
}
