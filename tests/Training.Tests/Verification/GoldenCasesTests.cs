using System.Text.Json.Nodes;
using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Verification;

public class GoldenCasesTests
{
    private const string Loss = "loss-log-sum-l2";
    private const string Adam = "adam-five-steps";
    private const string Bytes = "-bytes";

    public static TheoryData<string> Defects => [.. Changes.Keys];

    /// <summary>Ways to spoil a case, and words that its refusal must hold.</summary>
    private static Dictionary<string, (string Case, Action<JsonObject> Change, string Words)> Changes { get; } = new()
    {
        ["no kind"] = (Loss, static c => c.Remove("kind"), "\"kind\""),
        ["kind not text"] = (Loss, static c => c["kind"] = 3, "kind: expected text, got 3"),
        ["no shape"] = (Loss, static c => c.Remove("shape"), "\"shape\""),
        ["no rows"] = (Loss, static c => c["shape"]!.AsObject().Remove("rows"), "shape: expected a field \"rows\""),
        ["rows 0"] = (Loss, static c => c["shape"]!["rows"] = 0, "shape.rows"),
        ["rows not whole"] = (Loss, static c => c["shape"]!["rows"] = 5.5, "shape.rows"),
        ["one class"] = (Loss, static c => c["shape"]!["classes"] = 1, "shape.classes"),
        ["negative width"] = (Loss, static c => c["shape"]!["hidden"]![0] = -5, "shape.hidden[0]"),
        ["a width that no array can hold"] = (Loss, static c => c["shape"]!["hidden"]![0] = 2_000_000_000, "network shape"),
        ["a width that the parameters lack"] = (Loss, static c => c["shape"]!["hidden"]![0] = 100_000_000, "params.b1"),
        ["no loss"] = (Loss, static c => c.Remove("loss"), "\"loss\""),
        ["no explained scalar"] = (Loss, static c => c["loss"]!.AsObject().Remove("explained"), "\"explained\""),
        ["class missing"] = (Loss, static c => c["loss"]!["explained"] = "log-class", "needs a class"),
        ["class out of range"] = ("loss-log-class-l2", static c => c["loss"]!["class"] = 3, "expected a class from 0 to 2, got 3"),
        ["negative lambda1"] = (Loss, static c => c["loss"]!["lambda1"] = -1, "lambda1"),
        ["no parameters"] = (Loss, static c => c.Remove("params"), "\"params\""),
        ["a tensor missing"] = (Loss, static c => c["params"]!.AsObject().Remove("w2"), "params: expected a field \"w2\""),
        ["a tensor too short"] = (Loss, static c => c["params"]!["w1"]!.AsArray().RemoveAt(0), "params.w1: expected 7 elements, got 6"),
        ["a ragged tensor"] = (Loss, static c => c["params"]!["w1"]![2]!.AsArray().RemoveAt(1), "params.w1[2]: expected 5 elements, got 4"),
        ["text in a tensor"] = (Loss, static c => c["params"]!["b1"]![0] = "NaN", "params.b1[0]: expected a finite number, got \"NaN\""),
        ["a number beyond float32"] = (Loss, static c => c["params"]!["b1"]![0] = 1e39, "params.b1[0]"),
        ["null in the inputs"] = (Loss, static c => c["x"]![1]![2] = null, "x[1][2]: expected a finite number, got null"),
        ["a row too many"] = (Loss, static c => c["x"]!.AsArray().Add(new JsonArray()), "x: expected 6 elements, got 7"),
        ["inputs not an array"] = (Loss, static c => c["x"] = "none", "x: expected an array"),
        ["a label missing"] = (Loss, static c => c["labels"]!.AsArray().RemoveAt(0), "labels: expected 6 elements, got 5"),
        ["a label out of range"] = (Loss, static c => c["labels"]![4] = 3, "row 4"),
        ["a label not whole"] = (Loss, static c => c["labels"]![4] = 0.5, "labels[4]"),
        ["an annotation too narrow"] = (Loss, static c => c["annotation"]![0]!.AsArray().RemoveAt(0), "annotation[0]: expected 7 elements, got 6"),
        ["a negative annotation"] = (Loss, static c => c["annotation"]![0]![0] = -1, "annotation"),
        ["nothing expected"] = (Loss, static c => c["expected"] = new JsonObject(), "expected"),
        ["no expectation"] = (Loss, static c => c.Remove("expected"), "\"expected\""),
        ["expected logits too few"] = (Loss, static c => c["expected"]!["logits"]!.AsArray().RemoveAt(0), "expected.logits"),
        ["an expected scalar that is an array"] = (Loss, static c => c["expected"]!["total"] = new JsonArray(1), "expected.total"),
        ["an expected gradient missing"] =
            (Loss, static c => c["expected"]!["total_gradients"]!.AsObject().Remove("b3"), "expected.total_gradients: expected a field \"b3\""),
        ["no optimizer"] = (Adam, static c => c.Remove("optimizer"), "\"optimizer\""),
        ["learning rate 0"] = (Adam, static c => c["optimizer"]!["lr"] = 0, "learning rate"),
        ["steps 0"] = (Adam, static c => c["optimizer"]!["steps"] = 0, "optimizer.steps"),
        ["too few losses"] = (Adam, static c => c["expected"]!["losses"]!.AsArray().RemoveAt(0), "expected.losses"),
    };

    [Fact]
    public void Inputs_that_fit_into_bytes_are_bytes()
    {
        var cases = GoldenCases.Read(Path.Combine(AppContext.BaseDirectory, "golden"));
        Assert.Contains(cases, static golden => golden.Name.EndsWith(Bytes, StringComparison.Ordinal));
        Assert.All(cases, static golden => Assert.Equal(golden.Name.EndsWith(Bytes, StringComparison.Ordinal), golden.Problem!.Rows.Inputs.Bytes is not null));
        using var folder = new CaseFolder();
        folder.Write(Loss + Bytes, static golden => golden["x"]![0]![0] = 256);
        folder.Write(Adam + Bytes, static golden => golden["x"]![0]![0] = 0.5);
        Assert.All(GoldenCases.Read(folder.Path), static golden => Assert.Null(golden.Problem!.Rows.Inputs.Bytes));
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_malformed_case_is_refused_in_one_line_that_names_the_file(string defect)
    {
        var (shipped, change, words) = Changes[defect];
        using var folder = new CaseFolder();
        AssertRefused(folder.Write(shipped, change), words, () => GoldenCases.Read(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"kind\": \"loss\", \"x\": [[NaN]]}")]
    [InlineData("[]")]
    [InlineData("12")]
    [InlineData("null")]
    [InlineData("{\"kind\": \"\\ud800\"}")]
    [InlineData("{\"kind\": \"loss\"} trailing")]
    public void Text_that_is_no_case_is_refused(string text)
    {
        using var folder = new CaseFolder();
        AssertRefused(folder.Write("bad.json", text), "", () => GoldenCases.Read(folder.Path));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused()
    {
        using var folder = new CaseFolder();
        var absent = Path.Combine(folder.Path, "absent");
        AssertRefused(absent, "found nothing", () => GoldenCases.Read(absent));
    }

    [Fact]
    public void A_file_in_place_of_a_folder_is_refused()
    {
        using var folder = new CaseFolder();
        var file = folder.Write("case.json", "{}");
        AssertRefused(file, "found a file", () => GoldenCases.Read(file));
    }

    [Fact]
    public void A_folder_without_cases_is_refused()
    {
        using var folder = new CaseFolder();
        folder.Write("notes.txt", "no case");
        AssertRefused(folder.Path, "found none", () => GoldenCases.Read(folder.Path));
    }

    [Fact]
    public void Cases_are_found_in_subfolders_and_sorted_by_name()
    {
        using var folder = new CaseFolder();
        folder.Write("a/z.json", "{\"kind\": \"expo\", \"name\": \"second\"}");
        folder.Write("b/c/a.json", "{\"kind\": \"expo\", \"name\": \"third\"}");
        folder.Write("first.json", "{\"kind\": \"expo\"}");
        Assert.Equal(["first", "second", "third"], GoldenCases.Read(folder.Path).Select(static golden => golden.Name));
    }

    [Theory]
    [InlineData("expo")]
    [InlineData("yet-to-come")]
    public void Other_kinds_are_unsupported(string kind)
    {
        using var folder = new CaseFolder();
        folder.Write("case.json", $"{{\"kind\": \"{kind}\", \"name\": \"n\"}}");
        var golden = Assert.Single(GoldenCases.Read(folder.Path));
        Assert.Equal((kind, "n", null), (golden.Kind, golden.Name, golden.Problem));
        Assert.Contains(kind, golden.Unsupported, StringComparison.Ordinal);
    }

    public static TheoryData<string> Extensions => [.. Unsupported.Keys];

    private static Dictionary<string, Action<JsonObject>> Unsupported { get; } = new()
    {
        ["three hidden layers"] = static c => c["shape"]!["hidden"]!.AsArray().Add(3),
        ["an unknown scalar"] = static c => c["loss"]!["explained"] = "log-median",
        ["an unknown norm"] = static c => c["loss"]!["norm"] = "l7",
        ["an unknown reduction"] = static c => c["loss"]!["reduction"] = "median",
        ["an unknown expectation"] = static c => c["expected"]!["curvature"] = 1,
        ["trained parameters of a case without steps"] =
            static c => c["expected"]!["params_after"] = c["expected"]!["total_gradients"]!.DeepClone(),
    };

    [Theory]
    [MemberData(nameof(Extensions))]
    public void What_engines_do_not_compute_is_unsupported(string extension)
    {
        using var folder = new CaseFolder();
        folder.Write(Loss, Unsupported[extension]);
        var golden = Assert.Single(GoldenCases.Read(folder.Path));
        Assert.Null(golden.Problem);
        Assert.Contains("not supported", golden.Unsupported, StringComparison.Ordinal);
    }

    [Fact]
    public void Optional_fields_may_be_absent()
    {
        using var folder = new CaseFolder();
        folder.Write(Loss, static c =>
        {
            foreach (var field in new[] { "name", "source", "annotation" })
                c.Remove(field);
            foreach (var field in new[] { "class", "norm", "lambda1", "lambda2", "reduction" })
                c["loss"]!.AsObject().Remove(field);
        });
        var golden = Assert.Single(GoldenCases.Read(folder.Path));
        Assert.Equal(Loss, golden.Name);
        Assert.NotNull(golden.Problem);
        Assert.Equal(new ObjectiveDefinition(), golden.Problem.Objective);
        var model = Assert.Single(golden.Problem.Models);
        Assert.Equal((0f, 0f, null), (model.Settings.Lambda1, model.Settings.Lambda2, model.Settings.Annotation));
    }

    [Fact]
    public void Annotations_may_be_written_as_booleans()
    {
        using var folder = new CaseFolder();
        folder.Write(Loss, static c => c["annotation"]![0]![0] = true);
        Assert.NotNull(Assert.Single(GoldenCases.Read(folder.Path)).Problem);
    }

    private static void AssertRefused(string path, string words, Func<object> read)
    {
        var message = Assert.Throws<GoldenCaseException>(read).Message;
        Assert.StartsWith(path + ": ", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
