using System.Text.Json.Nodes;
using RrrGpu.Kernels;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Training.Tests.Verification;

public class GoldenVerifierTests
{
    private const string Loss = "loss-log-sum-l2-weighted";
    private const string Adam = "adam-five-steps";

    [Fact]
    public void A_right_engine_passes_every_shipped_case()
    {
        using var engine = new ReferenceEngine();
        foreach (var golden in GoldenCases.Read(Path.Combine(AppContext.BaseDirectory, "golden")))
        {
            var result = GoldenVerifier.Verify(engine, golden);
            Assert.Equal(GoldenOutcome.Passed, result.Outcome);
            Assert.True(result.Passed);
            Assert.InRange(result.MaxRelativeError!.Value, 0, 1e-5);
            Assert.NotNull(result.WorstTensor);
        }
    }

    [Theory]
    [InlineData(Loss, nameof(IEnsemble.Logits), "logits")]
    [InlineData(Loss, nameof(IEnsemble.InputGradients), "input_gradient")]
    [InlineData(Loss, nameof(IEnsemble.Evaluate), "right_reasons")]
    [InlineData(Loss, nameof(IEnsemble.LossGradients), "total_gradients.b3", "right_reasons_gradients.b3")]
    [InlineData(Adam, nameof(IEnsemble.Train), "params_after.w2", "losses")]
    public void A_wrong_pass_fails_and_is_named(string shipped, string pass, params string[] tensors)
    {
        foreach (var wrong in new[] { 1.001, double.NaN, double.PositiveInfinity })
        {
            using var engine = new SpoiledEngine(pass, value => value * wrong);
            var result = Verify(engine, shipped);
            Assert.Equal(GoldenOutcome.Failed, result.Outcome);
            Assert.Contains(result.WorstTensor, tensors);
            Assert.True(double.IsFinite(result.MaxRelativeError!.Value));
            Assert.True(result.MaxRelativeError >= GoldenVerifier.Tolerance);
        }
    }

    [Fact]
    public void Every_expected_tensor_is_compared()
    {
        using var engine = new ReferenceEngine();
        foreach (var shipped in new[] { Loss, Adam })
        {
            foreach (var (field, value) in CaseFolder.Shipped(shipped)["expected"]!.AsObject())
            {
                var members = value is JsonObject group ? group.Select(static member => member.Key).ToArray() : [""];
                foreach (var member in members)
                {
                    var result = Verify(engine, shipped, golden => Shift(golden["expected"]!, field, member));
                    Assert.Equal(GoldenOutcome.Failed, result.Outcome);
                    Assert.Equal(member.Length == 0 ? field : $"{field}.{member}", result.WorstTensor);
                }
            }
        }
    }

    [Fact]
    public void An_annotation_that_is_absent_marks_nothing()
    {
        using var engine = new ReferenceEngine();
        Assert.True(Verify(engine, "loss-no-annotation", static golden => golden.Remove("annotation")).Passed);
        Assert.False(Verify(engine, Loss, static golden => golden.Remove("annotation")).Passed);
    }

    [Theory]
    [InlineData("mean", 6)]
    [InlineData("mean-by-annotation", 0)]
    public void Losses_are_reduced_as_the_case_says(string reduction, double rightReasonsRows)
    {
        using var engine = new ReferenceEngine();
        var result = Verify(engine, Loss, golden =>
        {
            var marked = golden["annotation"]!.AsArray().Sum(static row => row!.AsArray().Sum(static mark => mark!.GetValue<double>()));
            var expected = golden["expected"]!.AsObject();
            var crossEntropy = expected["cross_entropy"]!.GetValue<double>() / 6;
            var rightReasons = expected["right_reasons"]!.GetValue<double>() / (rightReasonsRows > 0 ? rightReasonsRows : marked);
            golden["loss"]!["reduction"] = reduction;
            expected["cross_entropy"] = crossEntropy;
            expected["right_reasons"] = rightReasons;
            expected["total"] = crossEntropy + rightReasons + expected["weight_decay"]!.GetValue<double>();
            expected.Remove("right_reasons_gradients");
            expected.Remove("total_gradients");
        });
        Assert.True(result.Passed, result.ToString());
    }

    [Fact]
    public void An_unsupported_case_is_not_compared()
    {
        using var engine = new ReferenceEngine();
        var result = GoldenVerifier.Verify(engine, new GoldenCase("f", "n", "expo", null, "why"));
        Assert.Equal(new GoldenResult("n", "expo", GoldenOutcome.Unsupported, Unsupported: "why"), result);
        Assert.False(result.Passed);
    }

    [Fact]
    public void A_pass_that_an_engine_lacks_is_unsupported()
    {
        using var engine = new SpoiledEngine(nameof(IEnsemble.Logits), static _ => throw new NotSupportedException("no logits here"));
        var result = Verify(engine, Loss);
        Assert.Equal((GoldenOutcome.Unsupported, "no logits here", null), (result.Outcome, result.Unsupported, result.MaxRelativeError));
    }

    [Theory]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, 2 }, 0)]
    [InlineData(new[] { 1.0, 2.5 }, new[] { 1.0, 2 }, 0.25)]
    [InlineData(new[] { 1.0, -2 }, new[] { 1.0, -4 }, 0.5)]
    [InlineData(new[] { 1e-9 }, new[] { 0.0 }, 1)]
    [InlineData(new[] { double.NaN, 1 }, new[] { 1.0, 1 }, double.MaxValue)]
    [InlineData(new[] { 1, double.NegativeInfinity }, new[] { 1.0, 1 }, double.MaxValue)]
    [InlineData(new[] { 1e308 }, new[] { 0.0 }, double.MaxValue)]
    public void Errors_are_relative_to_the_largest_expected_value(double[] measured, double[] expected, double error) =>
        Assert.Equal(error, GoldenVerifier.RelativeError(measured, expected), 1e-12);

    private static GoldenResult Verify(IEngine engine, string shipped, Action<JsonObject>? change = null)
    {
        using var folder = new CaseFolder();
        folder.Write(shipped, change ?? (static _ => { }));
        return GoldenVerifier.Verify(engine, Assert.Single(GoldenCases.Read(folder.Path)));
    }

    /// <summary>Adds to the last number of a tensor a thousandth of a large one.</summary>
    private static void Shift(JsonNode expected, string field, string member)
    {
        var (parent, key) = member.Length == 0 ? (expected, field) : (expected[field]!, member);
        if (parent[key] is not JsonArray array)
        {
            parent[key] = parent[key]!.GetValue<double>() * 1.001;
            return;
        }

        while (array[^1] is JsonArray inner)
            array = inner;
        array[^1] = array[^1]!.GetValue<double>() + 0.05;
    }
}
