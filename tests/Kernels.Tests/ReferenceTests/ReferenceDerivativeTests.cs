using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.ReferenceTests;

/// <summary>The reference's derivatives are those of its own loss, by central finite differences.</summary>
public class ReferenceDerivativeTests
{
    private const double Step = 1e-5;
    private const double Tolerance = 1e-6;
    private static readonly NetworkShape Shape = new(5, 6, 4, 3);

    public static TheoryData<ExplainedScalar, PenaltyNorm, Reduction> Objectives
    {
        get
        {
            var data = new TheoryData<ExplainedScalar, PenaltyNorm, Reduction>();
            foreach (var explained in Enum.GetValues<ExplainedScalar>())
            {
                foreach (var norm in Enum.GetValues<PenaltyNorm>())
                {
                    foreach (var reduction in Enum.GetValues<Reduction>())
                        data.Add(explained, norm, reduction);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Parameter_gradients_are_the_slopes_of_the_loss(ExplainedScalar explained, PenaltyNorm norm, Reduction reduction)
    {
        var (parameters, rows) = Draw();
        ReferenceNetwork Network() => new(parameters, Objective(explained, norm, reduction), 0.7, 0.02);
        var gradient = Network().LossGradient(rows, LossGradientTerms.All);
        foreach (var (theta, g) in parameters.Tensors.Zip(gradient.Tensors))
            TensorAssert.Close(Slopes(theta.Values, () => Network().Loss(rows).Total), g.Values, Tolerance, g.Name);
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Gradients_of_the_terms_add_up(ExplainedScalar explained, PenaltyNorm norm, Reduction reduction)
    {
        var (parameters, rows) = Draw();
        var network = new ReferenceNetwork(parameters, Objective(explained, norm, reduction), 0.7, 0.02);
        var sum = new[] { LossGradientTerms.CrossEntropy, LossGradientTerms.RightReasons, LossGradientTerms.WeightDecay }
            .Select(terms => network.LossGradient(rows, terms))
            .Aggregate(static (a, b) => ReferenceParameters.Map(a, b, static (x, y) => x + y));
        foreach (var (s, g) in sum.Tensors.Zip(network.LossGradient(rows, LossGradientTerms.All).Tensors))
            TensorAssert.Close(s.Values, g.Values, 1e-12, g.Name);
    }

    [Theory]
    [InlineData(2, 1e-6, Reduction.Sum)]
    [InlineData(3, 1e-6, Reduction.Mean)]
    [InlineData(4, 0.5, Reduction.MeanByAnnotation)]
    public void Parameter_gradients_of_coupled_models_are_the_slopes_of_the_whole_loss(int models, double epsilon, Reduction reduction)
    {
        var draws = Enumerable.Range(0, models).Select(static model => Draw(7 + model)).ToArray();
        var rows = draws[0].Rows;
        foreach (var explained in Enum.GetValues<ExplainedScalar>())
        {
            var objective = Objective(explained, PenaltyNorm.L2, reduction) with { Similarity = new(1.5f, (float)epsilon) };
            ReferenceNetwork[] networks = [.. draws.Select(draw => new ReferenceNetwork(draw.Parameters, objective, 0.7, 0.02))];
            double Total() => networks.Sum(network => network.Loss(rows).Total) + ReferenceNetwork.Similarity(networks, rows);
            foreach (var network in networks)
            {
                var gradient = network.LossGradient(rows, LossGradientTerms.All, networks);
                foreach (var (theta, g) in network.Parameters.Tensors.Zip(gradient.Tensors))
                    TensorAssert.Close(Slopes(theta.Values, Total), g.Values, Tolerance, $"{explained} {g.Name}");
            }
        }
    }

    [Theory]
    [InlineData(ExplainedScalar.LogSum)]
    [InlineData(ExplainedScalar.LogMax)]
    [InlineData(ExplainedScalar.LogClass)]
    [InlineData(ExplainedScalar.ProbMax)]
    [InlineData(ExplainedScalar.ProbClass)]
    [InlineData(ExplainedScalar.CrossEntropy)]
    [InlineData(ExplainedScalar.LogitClass)]
    [InlineData(ExplainedScalar.ProbSum)]
    public void Input_gradients_are_the_slopes_of_the_explained_scalar(ExplainedScalar explained)
    {
        var (parameters, rows) = Draw();
        var objective = Objective(explained, PenaltyNorm.L2, Reduction.Sum);
        var network = new ReferenceNetwork(parameters, objective, 0, 0);
        foreach (var row in rows)
        {
            var slopes = Slopes(row.Inputs, () => Value(explained, objective.Class ?? 0, network.Forward(row.Inputs).Logits, row.Label));
            // The slope of a constant is rounding: Σp is 1 to 1e-16, divided by the step.
            if (explained == ExplainedScalar.ProbSum)
                Assert.All(slopes, static slope => Assert.True(Math.Abs(slope) < 1e-9));
            else
                TensorAssert.Close(slopes, network.InputGradient(row), Tolerance, "g");
        }
    }

    [Fact]
    public void Mask_gradients_are_those_of_the_largest_probability()
    {
        var (parameters, rows) = Draw();
        var network = new ReferenceNetwork(parameters, Objective(ExplainedScalar.ProbMax, PenaltyNorm.L2, Reduction.Sum), 0, 0);
        foreach (var row in rows)
        {
            var g = Array.ConvertAll(network.InputGradient(row), Math.Abs);
            var relative = Array.ConvertAll(g, value => value / g.Max());
            TensorAssert.Close(relative, ReferenceMasks.RelativeGradient(network, row), 1e-9, "relative gradient");
        }
    }

    /// <summary>s(z) by its definition, which shares nothing with <see cref="ReferenceScalar"/> but the softmax.</summary>
    private static double Value(ExplainedScalar explained, int k, double[] z, int label)
    {
        var logP = ReferenceNetwork.LogProbabilities(z);
        return explained switch
        {
            ExplainedScalar.LogSum => logP.Sum(),
            ExplainedScalar.LogMax => logP.Max(),
            ExplainedScalar.LogClass => logP[k],
            ExplainedScalar.ProbMax => Math.Exp(logP.Max()),
            ExplainedScalar.ProbClass => Math.Exp(logP[k]),
            ExplainedScalar.CrossEntropy => -logP[label],
            ExplainedScalar.LogitClass => z[k],
            ExplainedScalar.ProbSum => logP.Sum(Math.Exp),
            _ => throw new ArgumentOutOfRangeException(nameof(explained)),
        };
    }

    private static ObjectiveDefinition Objective(ExplainedScalar explained, PenaltyNorm norm, Reduction reduction) =>
        new(explained, ObjectiveDefinition.NeedsClass(explained) ? 1 : null, norm, reduction);

    private static double[] Slopes(double[] variables, Func<double> function)
    {
        var slopes = new double[variables.Length];
        for (var i = 0; i < slopes.Length; i++)
        {
            var here = variables[i];
            variables[i] = here + Step;
            var above = function();
            variables[i] = here - Step;
            var below = function();
            variables[i] = here;
            slopes[i] = (above - below) / (2 * Step);
        }

        return slopes;
    }

    /// <summary>Parameters and rows with a binary row, a weighted one, one that marks nothing and one without annotation.</summary>
    private static (ReferenceParameters Parameters, ReferenceRow[] Rows) Draw(int seed = 7)
    {
        var random = new Random(seed);
        double Uniform() => 2 * random.NextDouble() - 1;
        double[] Fill(int count, Func<double> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
        var parameters = new ReferenceParameters(Shape);
        foreach (var (_, values) in parameters.Tensors)
            Fill(values.Length, Uniform).CopyTo(values, 0);
        double[]?[] annotations =
            [[1, 0, 1, 1, 0], Fill(Shape.Inputs, random.NextDouble), new double[Shape.Inputs], null];
        return (parameters, [.. annotations.Select(a => new ReferenceRow(Fill(Shape.Inputs, Uniform), random.Next(Shape.Classes), a))]);
    }
}
