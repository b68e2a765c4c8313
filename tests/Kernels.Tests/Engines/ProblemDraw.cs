using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>Draws the data of a problem, well scaled, until float32 can tell what the reference tells.</summary>
public static class ProblemDraw
{
    private const int Attempts = 1000;

    /// <summary>Logits of a row differ by no more than this, so that no probability is lost in 1.</summary>
    private const double LogitSpread = 5;

    /// <summary>A problem on which bits can be compared, and nothing else.</summary>
    public static EngineProblem DrawAny(this ProblemChoice choice) => Draw(choice, static _ => true);

    /// <summary>A well-conditioned problem: see <see cref="Conditioning"/>.</summary>
    public static EngineProblem Draw(this ProblemChoice choice) =>
        Draw(choice, problem => Conditioning.IsGood(problem, choice.Seed));

    /// <summary>
    /// <paramref name="problem"/> with output layers scaled until every row's two largest logits are at least
    /// <paramref name="gap"/> apart.
    /// </summary>
    public static EngineProblem Saturated(this EngineProblem problem, double gap)
    {
        for (var model = 0; model < problem.Models.Count; model++)
        {
            var network = problem.Network(model);
            var narrowest = problem.ReferenceRows(model).Min(row =>
                network.Forward(row.Inputs).Logits.Order().ToArray() is var z ? z[^1] - z[^2] : 0);
            Scale(problem.Initial[model], (float)(gap / narrowest));
        }

        return problem;
    }

    private static EngineProblem Draw(ProblemChoice choice, Func<EngineProblem, bool> accepts)
    {
        var random = new Random(choice.Seed);
        var rows = DrawRows(choice, random);
        var schedules = new RowSchedule[choice.SharedSchedule ? 1 : choice.Models];
        for (var i = 0; i < schedules.Length; i++)
            schedules[i] = DrawSchedule(choice, random);
        var adam = new AdamSettings(0.9f, 0.99f, random.Next(2) == 0 ? 0.1f : 1f);
        var models = new (ModelSettings Settings, NetworkParameters Initial)[choice.Models];
        for (var model = 0; model < models.Length; model++)
        {
            var schedule = schedules[choice.SharedSchedule ? 0 : model];
            var attempts = 0;
            do
            {
                if (++attempts > Attempts)
                    throw new InvalidOperationException($"{choice}: no well-conditioned data for model {model} in {Attempts} attempts");
                models[model] = (DrawSettings(choice, model, random), DrawParameters(choice, rows, random));
            }
            while (!accepts(new(choice.Objective, adam, [models[model].Settings], [models[model].Initial], rows, [schedule])));
        }

        return new EngineProblem(
            choice.Objective,
            adam,
            [.. models.Select(static model => model.Settings)],
            [.. models.Select(static model => model.Initial)],
            rows,
            schedules);
    }

    private static ModelSettings DrawSettings(ProblemChoice choice, int model, Random random) => new(
        Lambda1: random.Next(5) == 0 ? 0 : 0.1f + random.NextSingle(),
        Lambda2: random.Next(3) == 0 ? 0 : 0.05f * random.NextSingle(),
        LearningRate: (0.005f + 0.02f * random.NextSingle()) * InputScale(choice),
        Annotation: DrawAnnotation(choice, model, random));

    /// <summary>What brings inputs to about 1; first-layer weights and steps are that small.</summary>
    private static float InputScale(ProblemChoice choice) => choice.Bytes ? 1 / 128f : 1;

    private static LabeledRows DrawRows(ProblemChoice choice, Random random)
    {
        var inputs = choice.Bytes
            ? new InputMatrix(DrawBytes(choice, random), choice.Rows, choice.Shape.Inputs)
            : new InputMatrix([.. Repeat(choice.Rows * choice.Shape.Inputs, () => Uniform(random))], choice.Rows, choice.Shape.Inputs);
        return new LabeledRows(inputs, [.. Repeat(choice.Rows, () => random.Next(choice.Shape.Classes))], choice.Shape.Classes);
    }

    /// <summary>
    /// Bytes of which a third is not zero, often with one row and, among several, one feature of nothing but zeros. Not more of
    /// them: like rows of unlike labels can cancel to an exact 0, of which float32 leaves something.
    /// </summary>
    private static byte[] DrawBytes(ProblemChoice choice, Random random)
    {
        var blankRow = random.Next(2 * choice.Rows);
        var blankFeature = choice.Shape.Inputs < 4 ? -1 : random.Next(2 * choice.Shape.Inputs);
        var bytes = new byte[choice.Rows * choice.Shape.Inputs];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i / choice.Shape.Inputs != blankRow && i % choice.Shape.Inputs != blankFeature && random.Next(3) == 0)
                bytes[i] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static Annotation? DrawAnnotation(ProblemChoice choice, int model, Random random)
    {
        var (rows, columns) = (choice.Rows, choice.Shape.Inputs);
        var marks = choice.Marks == Marks.Mixed ? (Marks)(model % (int)Marks.Mixed) : choice.Marks;
        return marks switch
        {
            Marks.None => null,
            Marks.Empty => Annotation.FromPredicate(rows, columns, static (_, _) => false),
            Marks.Sparse => Annotation.FromPredicate(rows, columns, (_, _) => random.Next(5) == 0),
            Marks.Full => Annotation.FromPredicate(rows, columns, static (_, _) => true),
            _ => Annotation.FromDense(
                [.. Repeat(rows * columns, () => random.Next(2) == 0 ? 0 : 0.25f + 2 * random.NextSingle())], rows, columns),
        };
    }

    private static RowSchedule DrawSchedule(ProblemChoice choice, Random random)
    {
        // Rows are drawn with replacement, so that a minibatch may hold one twice; the last minibatch is partial.
        var last = random.Next(1, choice.BatchSize + 1);
        return RowSchedule.FromOrder(
            [.. Repeat((choice.Batches - 1) * choice.BatchSize + last, () => random.Next(choice.Rows))], choice.BatchSize);
    }

    /// <summary>Uniform parameters of a size that keeps units near 1 and logits within <see cref="LogitSpread"/>.</summary>
    private static NetworkParameters DrawParameters(ProblemChoice choice, LabeledRows rows, Random random)
    {
        var parameters = new NetworkParameters(choice.Shape);
        foreach (var (name, values, dimensions) in parameters.Tensors)
        {
            var scale = dimensions.Length == 1 ? 0.5f : 2 / MathF.Sqrt(dimensions[0]) * (name == "w1" ? InputScale(choice) : 1);
            for (var i = 0; i < values.Length; i++)
                values[i] = scale * Uniform(random);
        }

        var network = new ReferenceNetwork(ReferenceParameters.From(parameters), choice.Objective, 0, 0);
        var spread = ReferenceRow.From(rows, null).Max(row => network.Forward(row.Inputs).Logits is var z ? z.Max() - z.Min() : 0);
        if (spread > LogitSpread)
            Scale(parameters, (float)(LogitSpread / spread));
        return parameters;
    }

    /// <summary>Scales the output layer, and with it every logit.</summary>
    private static void Scale(NetworkParameters parameters, float factor)
    {
        foreach (var output in new[] { parameters.W3, parameters.B3 })
        {
            for (var i = 0; i < output.Length; i++)
                output[i] *= factor;
        }
    }

    private static float Uniform(Random random) => 2 * random.NextSingle() - 1;

    private static IEnumerable<T> Repeat<T>(int count, Func<T> next) => Enumerable.Range(0, count).Select(_ => next());
}
