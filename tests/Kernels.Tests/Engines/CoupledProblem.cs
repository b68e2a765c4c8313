using CsCheck;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>A problem whose models a similarity penalty couples, and what the reference makes of it.</summary>
public sealed record CoupledProblem(EngineProblem Problem)
{
    private const int Attempts = 200;
    private const double Disturbance = 1e-6;
    private const double Response = 2e-5;

    /// <summary>
    /// Terms to compare gradients of. The penalty stands with cross-entropy: with two classes its own part in δ is nothing but
    /// what rounding leaves, since u is orthogonal to c as h is to g.
    /// </summary>
    public static IReadOnlyList<LossGradientTerms> WithSimilarity { get; } =
    [
        LossGradientTerms.Similarity | LossGradientTerms.CrossEntropy,
        LossGradientTerms.Similarity | LossGradientTerms.CrossEntropy | LossGradientTerms.RightReasons,
        LossGradientTerms.All,
    ];

    public int Models => Problem.Models.Count;

    /// <summary>Choices with two models at least, one schedule and a similarity penalty.</summary>
    public static Gen<ProblemChoice> Within(ProblemLimits limits) =>
        from choice in ProblemChoice.Within(limits)
        from models in Gen.Int[2, Math.Max(2, limits.Models)]
        from weight in Gen.Float[0.1f, 5f]
        from epsilon in Gen.Int[0, 2].Select(static i => new[] { 1e-6f, 1e-2f, 1f }[i])
        select choice with
        {
            // With one feature, all explanations are parallel: the penalty's derivative is what rounding leaves.
            Shape = choice.Shape with { Inputs = Math.Max(2, choice.Shape.Inputs) },
            Models = models,
            SharedSchedule = true,
            Objective = choice.Objective with { Similarity = new(weight, epsilon) },
        };

    /// <summary>A problem that float32 can be held to, alone and coupled.</summary>
    public static CoupledProblem Draw(ProblemChoice choice)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var problem = new CoupledProblem((choice with { Seed = choice.Seed + attempt * 7919 }).Draw());
            if (problem.IsGood(choice.Seed))
                return problem;
        }

        throw new InvalidOperationException($"{choice}: no well-conditioned coupled models in {Attempts} attempts");
    }

    public ReferenceParameters[] Start() => [.. Problem.Initial.Select(ReferenceParameters.From)];

    public ReferenceNetwork[] Networks(ReferenceParameters[] parameters) =>
        [.. parameters.Select((own, model) => Problem.Network(model, own))];

    /// <summary>The gradient of a minibatch's loss in every model's parameters.</summary>
    public ReferenceParameters[] Gradients(
        ReferenceParameters[] parameters, ReferenceRow[][] rows, int batch, LossGradientTerms terms, Converter<double, double>? disturb = null)
    {
        var networks = Networks(parameters);
        return [.. networks.Select((network, model) => network.LossGradient(Problem.Batch(model, batch, rows[model]), terms, networks, disturb))];
    }

    /// <summary>Every model's parameters and moments after each minibatch of the schedule, from zero moments on.</summary>
    public IEnumerable<(ReferenceParameters[] Parameters, ReferenceAdam[] Adam)> Steps(ReferenceParameters[] start, ReferenceRow[][] rows)
    {
        var parameters = start;
        ReferenceAdam[] adam = [.. Problem.Models.Select(model =>
            new ReferenceAdam(Problem.Shape, Problem.Adam.Beta1, Problem.Adam.Beta2, Problem.Adam.Epsilon, model.LearningRate))];
        for (var batch = 0; batch < Problem.Schedules[0].BatchCount; batch++)
        {
            var gradients = Gradients(parameters, rows, batch, LossGradientTerms.All);
            parameters = [.. parameters.Select((own, model) => adam[model].Step(own, gradients[model]))];
            yield return (parameters, adam);
        }
    }

    /// <summary>Each model's rows, with its annotation.</summary>
    public ReferenceRow[][] Rows() => [.. Enumerable.Range(0, Models).Select(Problem.ReferenceRows)];

    private bool IsGood(int seed)
    {
        var (start, rows) = (Start(), Rows());
        foreach (var (parameters, _) in Steps(start, rows))
        {
            var networks = Networks(parameters);
            if (!networks.Index().All(model => Conditioning.IsAwayFromJumps(Problem, model.Item, rows[model.Index])))
                return false;
        }

        var random = new Random(seed);
        double Disturb(double value) => value * (1 + Disturbance * (2 * random.NextDouble() - 1));
        ReferenceParameters[] near = [.. start.Select(own => ReferenceParameters.Map(own, own, (value, _) => Disturb(value)))];
        double[][] inputs = [.. rows[0].Select(row => Array.ConvertAll(row.Inputs, Disturb))];
        ReferenceRow[][] disturbed = [.. rows.Select(own => own.Select((row, i) => row with { Inputs = inputs[i] }).ToArray())];
        // h too: it is orthogonal to g but for ε, and what it meets on its way may cancel whatever the parameters.
        return Outputs(start, rows).Zip(Outputs(near, disturbed, Disturb)).All(static pair => TensorAssert.Error(pair.First, pair.Second) < Response);
    }

    private IEnumerable<double[]> Outputs(ReferenceParameters[] parameters, ReferenceRow[][] rows, Converter<double, double>? disturb = null)
    {
        yield return [ReferenceNetwork.Similarity(Networks(parameters), rows[0])];
        for (var batch = 0; batch < Problem.Schedules[0].BatchCount; batch++)
        {
            foreach (var terms in WithSimilarity)
            {
                foreach (var (_, values) in Gradients(parameters, rows, batch, terms, disturb).SelectMany(static model => model.Tensors))
                    yield return values;
            }
        }

        foreach (var (_, adam) in Steps(parameters, rows))
        {
            foreach (var (_, values) in adam.SelectMany(static own => own.FirstMoment.Tensors.Concat(own.SecondMoment.Tensors)))
                yield return values;
        }
    }
}
