using System.Text;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Reports;

public sealed class FindAnotherReportTests : IDisposable
{
    private const int Side = 4;

    private readonly SimdEngine _engine = new(1);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void ImagesAreExplainedByEveryModel()
    {
        DataSet data = Data(isImage: true);
        FindAnotherResult result = Result(data, 3, disagreements: 8);
        FindAnotherEvidence evidence = FindAnotherEvidence.Gather(_engine, result, data, TestContext.Current.CancellationToken);
        Assert.Equal([0, 1, 2, 3, 4], evidence.PictureRows);
        Assert.Equal(["θ₀, A = 0", "θ₁, λ₁ = 1000", "θ₂, λ₁ = 1000"], evidence.Pictures.Select(static row => row.Model));
        Assert.Equal(["θ₀, A = 0", "θ₂, λ₁ = 1000"], evidence.Disagreements.Select(static row => row.Model));
        Assert.Equal([7, 6, 5, 4, 3], evidence.DisagreementRows);
        Assert.Empty(evidence.MeanGradients);

        // What is shown is what the engine says of that row.
        FoundModel model = result.Models[2];
        using IRowSet rows = _engine.Upload(data.Test.Select([6]));
        using IEnsemble ensemble = _engine.CreateEnsemble(new(), new(), [new()], [OptimizerState.Initial(model.Parameters)]);
        ExplainedPicture shown = evidence.Disagreements[1].Pictures[1];
        Assert.Equal(ensemble.InputGradients(0, rows, ExplainedScalar.LogMax), shown.Gradient.ToArray());
        Assert.Equal(data.Test.Select([6]).Inputs.ToArray(), shown.Pixels.ToArray());
        Assert.Equal(data.ClassNames![data.Test.Labels[6]], shown.Label);

        Report report = Write(result, data, evidence);
        Assert.Equal(["accuracy", "explanations", "disagreements"], report.Figures.Select(static f => f.Name));
        AssertIsAPage(report);
    }

    [Fact]
    public void ScaledModelsSeeScaledRowsAndPicturesShowThemRaw()
    {
        DataSet data = Data(isImage: true);
        var scale = InputScale.Fit(InputScaling.Unit, data.Train.Inputs);
        FindAnotherResult result = Result(data, 1);
        result = result with { Models = [result.Models[0] with { Scale = scale }] };
        FindAnotherEvidence evidence = FindAnotherEvidence.Gather(_engine, result, data, TestContext.Current.CancellationToken);
        using IRowSet rows = _engine.Upload(scale.Apply(data.Test.Select([0])));
        using IEnsemble ensemble = _engine.CreateEnsemble(new(), new(), [new()], [OptimizerState.Initial(result.Models[0].Parameters)]);
        Assert.Equal(ensemble.InputGradients(0, rows, ExplainedScalar.LogMax), evidence.Pictures[0].Pictures[0].Gradient.ToArray());
        Assert.Equal(data.Test.Select([0]).Inputs.ToArray(), evidence.Pictures[0].Pictures[0].Pixels.ToArray());
    }

    [Fact]
    public void OtherRowsShowFeaturesByName()
    {
        DataSet data = Data(isImage: false);
        FindAnotherResult result = Result(data, 2, disagreements: 1);
        FindAnotherEvidence evidence = FindAnotherEvidence.Gather(_engine, result, data, TestContext.Current.CancellationToken);
        Assert.Empty(evidence.Pictures);
        Assert.All(evidence.MeanGradients, static model => Assert.Equal(Side * Side, model.Values.Count));
        Assert.All(evidence.MeanGradients.SelectMany(static model => model.Values), static value => Assert.True(value > 0));
        Report report = Write(result, data, evidence);
        Assert.Equal(["accuracy", "features"], report.Figures.Select(static f => f.Name));
        Assert.Contains("θ₁, λ₁ = 1000\",mean |gradient|,3,petal <3>,", report.Figures[1].Data.ToString(), StringComparison.Ordinal);
        AssertIsAPage(report);
    }

    [Fact]
    public void OfManyFeaturesThoseThatMatterAreShown()
    {
        DataSet data = Data(isImage: false);
        double[] values = [.. Enumerable.Range(0, 60).Select(static d => d == 55 ? 9.0 : 1.0 / (d + 1))];
        var evidence = new FindAnotherEvidence([], [], [], [], [new ModelGradients("θ₀", values)], []);
        string[] lines = Write(Result(data, 1), data with { FeatureNames = null }, evidence).Figures[1].Data.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 40, lines.Length);
        Assert.EndsWith("feature 55,9", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void TablesHoldModelsOverlapsAndDisagreements()
    {
        DataSet data = Data(isImage: false);
        Report report = Write(Result(data, 3, disagreements: 120), data, Nothing);
        Assert.Equal(["models", "overlap", "cosine", "disagreements"], report.Tables.Select(static t => t.Name));
        Assert.Equal(["θ₂", "1000", "0.9000", "0.8000", "12", "34", "6.0 %", "3.0 %", "0.200", "yes"], report.Tables[0].Rows[2]);
        Assert.Equal([["θ₁", "0.100", ""], ["θ₂", "0.100", "0.200"]], report.Tables[1].Rows);
        Assert.Equal([["θ₁", "0.300", ""], ["θ₂", "0.300", "0.600"]], report.Tables[2].Rows);

        ReportTable disagreements = report.Tables[3];
        Assert.Equal(["row", "label", "disagreement", "θ₀", "θ₂"], disagreements.Columns.Select(static c => c.Name));
        Assert.Equal(50, disagreements.Rows.Count);
        Assert.Equal(["119", "class & 1", "0.693", "class & 1 (0.99)", "class & 0 (0.50) ✗"], disagreements.Rows[0]);
        string[] file = disagreements.Data!.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("rank,row,label,disagreement,θ₀ class,θ₀ confidence,θ₂ class,θ₂ confidence", file[0]);
        Assert.Equal("120,0,class & 0,0.6931472,class & 0,0.999,class & 1,0.5", file[120]);
        AssertIsAPage(report);
    }

    [Fact]
    public void TheSummarySaysWhyItStoppedAndWhatTheEnsembleMeans()
    {
        DataSet data = Data(isImage: false);
        Assert.Contains("Why there are no more: all were trained. 2 of them form the diverse ensemble", Write(Result(data, 3), data, Nothing).Summary, StringComparison.Ordinal);
        Assert.Contains("Only one is accurate", Write(Result(data, 1), data, Nothing).Summary, StringComparison.Ordinal);
        FindAnotherResult none = Result(data, 2);
        none = none with { Models = [.. none.Models.Select(static m => m with { IsDiverse = false })] };
        Assert.Contains("None is accurate", Write(none, data, Nothing).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelsTrainedTogetherAreNoSequence()
    {
        DataSet data = Data(isImage: false);
        FindAnotherResult result = Result(data, 2);
        result = result with { IsSimultaneous = true };
        Report report = Write(result, data, Nothing);
        Assert.Contains("2 models were trained on toy together", report.Summary, StringComparison.Ordinal);
        Assert.Equal("model 1", report.Tables[0].Rows[1][0]);
        Assert.DoesNotContain("share of A", report.Figures[0].Data.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void DivergedModelsAreLeftOutOfPicturesAndSaidSo()
    {
        DataSet data = Data(isImage: true);
        FindAnotherResult result = Result(data, 2);
        result.Models[1].Parameters.W2[0] = float.NaN;
        result = result with { Models = [result.Models[0], result.Models[1] with { TrainAccuracy = double.NaN, CrossEntropy = double.PositiveInfinity }] };
        FindAnotherEvidence evidence = FindAnotherEvidence.Gather(_engine, result, data, TestContext.Current.CancellationToken);
        Assert.Equal("θ₁", Assert.Single(evidence.Unusable));
        Report report = Write(result, data, evidence);
        Assert.EndsWith("not finite: θ₁.", report.Figures[1].Caption, StringComparison.Ordinal);
        Assert.Equal("—", report.Tables[0].Rows[1][2]);
        AssertIsAPage(report);
    }

    [Fact]
    public void UnusableResultsAreRefused()
    {
        DataSet data = Data(isImage: false);
        FindAnotherResult result = Result(data, 1, disagreements: 1);
        Assert.Throws<ArgumentException>(() => Write(result with { Models = [] }, data, Nothing));
        Assert.Throws<ArgumentException>(() => Write(result with { Disagreements = [new(0, 0, 1, [], [])] }, data, Nothing));
    }

    private static FindAnotherEvidence Nothing => new([], [], [], [], [], []);

    private static Report Write(FindAnotherResult result, DataSet data, FindAnotherEvidence evidence) =>
        FindAnotherReport.Write(result, data, evidence, new ReportRun("simd", "0", DateTimeOffset.UnixEpoch, []));

    private static void AssertIsAPage(Report report)
    {
        string html = HtmlReport.Write(report);
        Page.AssertBalanced(html);
        Page.AssertAsksNothing(html);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.All(report.Figures, figure => Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(figure.Data.ToString())), html, StringComparison.Ordinal));
    }

    private static DataSet Data(bool isImage)
    {
        var random = new Random(1);
        LabeledRows Rows(int count) => new(
            new InputMatrix([.. Enumerable.Range(0, count * Side * Side).Select(_ => (float)random.Next(256))], count, Side * Side), [.. Enumerable.Range(0, count).Select(static i => i % 2)], 2);
        return new DataSet(
            "toy", Rows(8), Rows(130), Image: isImage ? new ImageSize(Side, Side) : null, ClassNames: ["class & 0", "class & 1"],
            FeatureNames: isImage ? null : [.. Enumerable.Range(0, Side * Side).Select(static d => $"petal <{d}>")],
            Regions: new Dictionary<string, int[]> { ["petals"] = [0, 1] });
    }

    private static FindAnotherResult Result(DataSet data, int models, int disagreements = 0)
    {
        FoundModel[] found = [.. Enumerable.Range(0, models).Select(i => new FoundModel(
            i, 0, i == 0 ? 0 : 1000, 0.9, 0.8, 12, 34, 0.03 * i, 0.03, [.. Enumerable.Range(1, i).Select(static j => 0.1 * j)], [.. Enumerable.Range(1, i).Select(static j => 0.3 * j)],
            i != 1, InputScale.Fit(InputScaling.Raw, data.Train.Inputs), Parameters(i)))];
        int diverse = found.Count(static m => m.IsDiverse);
        return new FindAnotherResult(found, FindAnotherStop.Iterations, "all were trained", [.. Enumerable.Range(0, disagreements).Select(i => disagreements - 1 - i).Select(row => new RowDisagreement(
            row, row % 2, Math.Log(2), [.. Enumerable.Range(0, diverse).Select(m => (row + m) % 2)], [.. Enumerable.Range(0, diverse).Select(static m => m == 0 ? 0.999 : 0.5)]))]);
    }

    private static NetworkParameters Parameters(int seed)
    {
        var parameters = new NetworkParameters(new NetworkShape(Side * Side, 5, 4, 2));
        var random = new Random(seed);
        foreach ((_, float[] values, _) in parameters.Tensors)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = random.NextSingle() * 0.2f - 0.05f;
        }

        return parameters;
    }
}
