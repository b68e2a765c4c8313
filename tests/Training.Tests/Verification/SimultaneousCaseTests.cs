using System.Text.Json.Nodes;
using RrrGpu.Kernels;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Training.Tests.Verification;

/// <summary>Golden cases about an ensemble: what they may say, and that all of it is compared.</summary>
public class SimultaneousCaseTests
{
    private const string Case = "simultaneous-two-models";

    public static TheoryData<string> Defects => [.. Changes.Keys];

    public static TheoryData<string> Extensions => [.. Extended.Keys];

    private static Dictionary<string, (Action<JsonObject> Change, string Words)> Changes { get; } = new()
    {
        ["no models"] = (static c => c.Remove("models"), "\"models\""),
        ["an empty list of models"] = (static c => c["models"] = new JsonArray(), "models: expected at least one model"),
        ["no parameters"] = (static c => c["models"]![1]!.AsObject().Remove("params"), "models[1]: expected a field \"params\""),
        ["a tensor too short"] = (static c => c["models"]![1]!["params"]!["b1"]!.AsArray().RemoveAt(0), "models[1].params.b1"),
        ["no weight"] = (static c => c["loss"]!.AsObject().Remove("similarity_weight"), "\"similarity_weight\""),
        ["a negative weight"] = (static c => c["loss"]!["similarity_weight"] = -1, "similarity weight: expected"),
        ["epsilon 0"] = (static c => c["loss"]!["epsilon"] = 0, "similarity epsilon: expected"),
        ["too few gradients"] = (static c => c["expected"]!["total_gradients"]!.AsArray().RemoveAt(0), "expected.total_gradients: expected 2 elements"),
        ["too few cross-entropies"] = (static c => c["expected"]!["cross_entropy"]!.AsArray().RemoveAt(0), "expected.cross_entropy: expected 2 elements"),
        ["too many lambda1"] = (static c => c["loss"]!["lambda1"] = new JsonArray(1, 2, 3), "loss.lambda1: expected 2 elements"),
    };

    /// <summary>Settings that the shipped case does not use; what they come to is taken from the reference, then checked on SIMD.</summary>
    private static Dictionary<string, Action<JsonObject>> Extended { get; } = new()
    {
        ["the mean over rows"] = static c => c["loss"]!["reduction"] = "mean",
        ["the mean by annotation"] = static c =>
        {
            c["loss"]!["reduction"] = "mean-by-annotation";
            c["loss"]!["lambda1"] = 0.7;
            c["annotation"] = Marks(6, 7);
        },
        ["no weight"] = static c => c["loss"]!["similarity_weight"] = 0,
        ["another epsilon"] = static c => c["loss"]!["epsilon"] = 0.5,
        ["another scalar"] = static c => c["loss"]!["explained"] = "prob-max",
        ["a class"] = static c => (c["loss"]!["explained"], c["loss"]!["class"]) = ("log-class", 1),
        ["weight decay"] = static c => c["loss"]!["lambda2"] = 0.01,
        ["weight decay for each"] = static c => c["loss"]!["lambda2"] = new JsonArray(0.01, 0.02),
        ["an annotation for all"] = static c => (c["loss"]!["lambda1"], c["loss"]!["norm"], c["annotation"]) = (0.5, "l1", Marks(6, 7)),
        ["an annotation for each"] = static c => (c["loss"]!["lambda1"], c["annotation"]) = (0.5, new JsonArray(Marks(6, 7), Marks(6, 7))),
        ["an annotation with one model"] = static c => (c["models"]![1]!["lambda1"], c["models"]![1]!["annotation"]) = (0.5, Marks(6, 7)),
        ["three models"] = static c => c["models"]!.AsArray().Add(Reversed(c["models"]![0]!)),
        ["one model"] = static c => c["models"]!.AsArray().RemoveAt(1),
    };

    [Fact]
    public void Every_expected_tensor_is_compared()
    {
        using var engine = new ReferenceEngine();
        foreach (var (field, member) in new[] { ("cross_entropy", ""), ("similarity", ""), ("total", ""), ("total_gradients", "w1"), ("total_gradients", "b3") })
        {
            foreach (var model in new[] { 0, 1 })
            {
                var result = Verify(engine, golden => Shift(golden["expected"]!, field, model, member));
                Assert.Equal(GoldenOutcome.Failed, result.Outcome);
                Assert.Equal(member.Length == 0 ? field : $"{field}[{model}].{member}", result.WorstTensor);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_malformed_case_is_refused_in_one_line_that_names_the_file(string defect)
    {
        using var folder = new CaseFolder();
        var file = folder.Write(Case, Changes[defect].Change);
        var message = Assert.Throws<GoldenCaseException>(() => GoldenCases.Read(folder.Path)).Message;
        Assert.StartsWith(file + ": ", message, StringComparison.Ordinal);
        Assert.Contains(Changes[defect].Words, message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Other_settings_and_fields_are_checked_too(string extension)
    {
        using var engine = new SimdEngine(1);
        var result = Verify(engine, golden =>
        {
            Extended[extension](golden);
            Expect(golden);
        });
        Assert.True(result.Passed, result.ToString());
    }

    [Fact]
    public void Adam_steps_of_coupled_models_are_checked()
    {
        using var engine = new SimdEngine(1);
        var result = Verify(engine, static golden =>
        {
            golden["optimizer"] = new JsonObject { ["steps"] = 3, ["lr"] = 0.01 };
            var (ensemble, rows, schedules) = Reference(golden);
            var losses = new JsonArray();
            for (var step = 0; step < 3; step++)
            {
                losses.Add(ensemble.Evaluate(rows, false).Sum(static loss => loss.Total) + ensemble.Similarity(rows));
                ensemble.Train(rows, schedules, 0, 1, TestContext.Current.CancellationToken);
            }

            golden["expected"] = new JsonObject
            {
                ["losses"] = losses,
                ["params_after"] = new JsonArray(ToJson(ensemble.ReadState(0).Parameters), ToJson(ensemble.ReadState(1).Parameters)),
            };
        });
        Assert.True(result.Passed, result.ToString());
    }

    [Theory]
    [InlineData("curvature")]
    [InlineData("losses")]
    public void What_engines_do_not_compute_is_unsupported(string field)
    {
        using var engine = new ReferenceEngine();
        Assert.Equal(GoldenOutcome.Unsupported, Verify(engine, golden => golden["expected"]![field] = new JsonArray(1)).Outcome);
    }

    /// <summary>Replaces what the case expects by all that the reference computes for it.</summary>
    private static void Expect(JsonObject golden)
    {
        var (ensemble, rows, schedules) = Reference(golden);
        var problem = Problem(golden);
        var count = problem.Models.Count;
        var terms = ensemble.Evaluate(rows, withAnnotations: true);
        var perRow = problem.Objective.Reduction == Reduction.Sum ? 1 : 1.0 / problem.Rows.Count;
        var rightReasons = terms.Select((loss, model) => loss.RightReasons
            * (problem.Objective.Reduction == Reduction.MeanByAnnotation ? 1.0 / problem.Models[model].Settings.Annotation!.Count : perRow)).ToArray();
        var similarity = problem.Objective.Similarity!;
        using var engine = new ReferenceEngine();
        using var unweighted = Create(engine, problem, problem.Objective with { Similarity = similarity with { Weight = 1 } });
        var value = perRow * unweighted.Similarity(rows);
        golden["expected"] = new JsonObject
        {
            ["cross_entropy"] = new JsonArray([.. terms.Select(loss => JsonValue.Create(perRow * loss.CrossEntropy))]),
            ["right_reasons"] = new JsonArray([.. rightReasons.Select(static loss => JsonValue.Create(loss))]),
            ["weight_decay"] = terms.Sum(static loss => loss.WeightDecay),
            ["similarity"] = value,
            ["total"] = terms.Sum(loss => perRow * loss.CrossEntropy + loss.WeightDecay) + rightReasons.Sum() + similarity.Weight * value,
            ["logits"] = new JsonArray([.. Enumerable.Range(0, count).Select(model => Matrix(ensemble.Logits(model, rows), problem.Rows.Classes))]),
            ["input_gradient"] = new JsonArray([.. Enumerable.Range(0, count).Select(model =>
                Matrix(ensemble.InputGradients(model, rows, problem.Objective.Explained, problem.Objective.Class), problem.Rows.Inputs.Columns))]),
            ["similarity_gradients"] = Gradients(LossGradientTerms.Similarity),
            ["total_gradients"] = Gradients(LossGradientTerms.All),
        };

        JsonArray Gradients(LossGradientTerms covered) => new([.. ensemble.LossGradients(rows, schedules, 0, covered).Select(ToJson)]);
    }

    private static (IEnsemble Ensemble, IRowSet Rows, RowSchedule[] Schedules) Reference(JsonObject golden)
    {
        var (engine, problem) = (new ReferenceEngine(), Problem(golden));
        return (Create(engine, problem, problem.Objective), engine.Upload(problem.Rows), [RowSchedule.InOrder(problem.Rows.Count, problem.Rows.Count)]);
    }

    private static IEnsemble Create(ReferenceEngine engine, GoldenProblem problem, ObjectiveDefinition objective) => engine.CreateEnsemble(
        objective,
        problem.Adam,
        [.. problem.Models.Select(static model => model.Settings)],
        [.. problem.Models.Select(static model => OptimizerState.Initial(model.Parameters))]);

    /// <summary>The problem that a case states, whatever it expects.</summary>
    private static GoldenProblem Problem(JsonObject golden)
    {
        using var folder = new CaseFolder();
        var copy = golden.DeepClone().AsObject();
        copy["expected"] = copy["optimizer"] is null ? new JsonObject { ["total"] = 1 } : new JsonObject { ["losses"] = new JsonArray(1, 1, 1) };
        return GoldenCases.ReadFile(folder.Write("case.json", copy.ToJsonString())).Problem!;
    }

    private static GoldenResult Verify(IEngine engine, Action<JsonObject> change)
    {
        using var folder = new CaseFolder();
        folder.Write(Case, change);
        return GoldenVerifier.Verify(engine, Assert.Single(GoldenCases.Read(folder.Path)));
    }

    private static JsonArray Marks(int rows, int columns) => new([.. Enumerable.Range(0, rows).Select(row =>
        new JsonArray([.. Enumerable.Range(0, columns).Select(column => JsonValue.Create((row + column) % 3 == 0 ? 1 : 0))]))]);

    private static JsonNode Reversed(JsonNode model)
    {
        var copy = model.DeepClone();
        copy["params"]!["w1"] = new JsonArray([.. copy["params"]!["w1"]!.AsArray().Reverse().Select(static row => row!.DeepClone())]);
        return copy;
    }

    private static JsonArray Matrix(float[] values, int columns) =>
        new([.. values.Chunk(columns).Select(static row => new JsonArray([.. row.Select(static value => JsonValue.Create(value))]))]);

    private static JsonObject ToJson(NetworkParameters parameters) => new(parameters.Tensors.Select(static tensor =>
        KeyValuePair.Create(tensor.Name, (JsonNode?)(tensor.Dimensions.Length == 1
            ? new JsonArray([.. tensor.Values.Select(static value => JsonValue.Create(value))])
            : Matrix(tensor.Values, tensor.Dimensions[1])))));

    private static void Shift(JsonNode expected, string field, int model, string member)
    {
        if (member.Length > 0)
        {
            var array = expected[field]![model]![member]!.AsArray();
            while (array[^1] is JsonArray inner)
                array = inner;
            array[^1] = array[^1]!.GetValue<double>() + 5;
        }
        else if (expected[field] is JsonArray list)
            list[model] = list[model]!.GetValue<double>() * 1.001;
        else
            expected[field] = expected[field]!.GetValue<double>() * 1.001;
    }
}
