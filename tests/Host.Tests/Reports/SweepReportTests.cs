using System.Text;
using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Reports;

public class SweepReportTests
{
    private static readonly ReportRun Run = new("simd", "0 – 1", DateTimeOffset.UnixEpoch, []);

    [Fact]
    public void CurvesAreMeansOverSeedsWithTheirRange()
    {
        Report report = Write([Trial(0, 0, 0.5, null), Trial(0, 1, 0.6, null), Trial(100, 0, 0.9, 0.5), Trial(100, 1, 0.94, 2)]);
        Assert.Equal(
            "series,x,y,low,high\r\ntrain,0,0.99,0.99,0.99\r\ntrain,100,0.99,0.99,0.99\r\nvalidation,0,0.95,0.95,0.95\r\nvalidation,100,0.95,0.95,0.95\r\n"
            + "test,0,0.55,0.5,0.6\r\ntest,100,0.9199999999999999,0.9,0.94\r\nearly ratio,100,1.25,0.5,2\r\n",
            Assert.Single(report.Figures).Data.ToString());
        Assert.Contains("4 trials on toy, none of which failed.", report.Summary, StringComparison.Ordinal);
        Assert.Contains("a ratio of 1.25: on test rows 0.9200.", report.Summary, StringComparison.Ordinal);
        AssertIsAPage(report);
    }

    [Fact]
    public void EveryAnnotationRateAndLambda2HasACurve()
    {
        TrialResult one = Trial(1, 0, 0.9, 1);
        Report report = Write(
        [
            one, one with { Trial = one.Trial with { Annotations = "0..3" } }, one with { Trial = one.Trial with { Lambda2 = 1e-3f } }, one with { Trial = one.Trial with { LearningRate = 0.01f } },
        ]);
        Assert.Equal(
            ["Accuracy over λ₁, annotations 0..3, λ₂ = 1e−4, learning rate 0.001", "Accuracy over λ₁, annotations full, λ₂ = 1e−4, learning rate 0.001", "Accuracy over λ₁, annotations full, λ₂ = 1e−4, learning rate 0.01", "Accuracy over λ₁, annotations full, λ₂ = 0.001, learning rate 0.001"],
            report.Figures.Select(static f => f.Title));
        Assert.Equal(4, report.Figures.Select(static f => f.Name).Distinct().Count());
        Assert.Equal(["annotations", "λ₁", "λ₂", "learning rate", "seed"], report.Tables[0].Columns.Take(5).Select(static c => c.Name));
        AssertIsAPage(report);
    }

    [Fact]
    public void OneTrialIsAReport()
    {
        Report report = Write([Trial(0, 0, 0.5, null) with { ValidationAccuracy = null }]);
        Assert.Equal("series,x,y,low,high\r\ntrain,0,0.99,,\r\ntest,0,0.5,,\r\n", Assert.Single(report.Figures).Data.ToString());
        Assert.Contains("No rows were held out", report.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Tables[0].Columns, static column => column.Name == "validation");
        AssertIsAPage(report);
    }

    [Fact]
    public void FailedTrialsAreNamedAndTheRestGoesOn()
    {
        Report report = Write([Trial(1, 0, 0.9, 1), Failed(1e8f, 1, "the loss is <not> finite")]);
        Assert.Contains("2 trials on toy, 1 of which failed.", report.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("100000000", report.Figures[0].Data.ToString(), StringComparison.Ordinal);
        Assert.Equal(["1e8", "1", "the loss is <not> finite"], Assert.Single(report.Tables.Single(static t => t.Name == "failed").Rows));
        Assert.Single(report.Tables[0].Rows);
        AssertIsAPage(report);
    }

    [Fact]
    public void ASweepThatFailedWholeIsAReport()
    {
        Report report = Write([Failed(0, 0, "a"), Failed(1, 0, null)]);
        Assert.Empty(report.Figures);
        Assert.Contains("2 trials on toy, all of which failed.", report.Summary, StringComparison.Ordinal);
        Assert.Equal("No trial was completed", report.Tables[0].Title);
        Assert.Equal(["a", "not recorded"], report.Tables[^1].Rows.Select(static row => row[^1]));
        AssertIsAPage(report);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    public void NumbersThatCannotBeDrawnAreLeftOut(double number)
    {
        TrialResult odd = Trial(10, 0, 0.9, number) with { CrossEntropy = double.IsFinite(number) ? 1 : number, TrainAccuracy = double.IsFinite(number) ? 0.99 : number };
        Report report = Write([Trial(1, 0, 0.8, 0.5), odd]);
        Assert.Contains("early ratio,1,0.5,,\r\n", report.Figures[0].Data.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("early ratio,10,", report.Figures[0].Data.ToString(), StringComparison.Ordinal);
        Assert.Contains("test,10,0.9,,\r\n", report.Figures[0].Data.ToString(), StringComparison.Ordinal);
        AssertIsAPage(report);
    }

    [Fact]
    public void TheFileHoldsEveryTrial()
    {
        TrialResult[] trials = [.. Enumerable.Range(0, 30).Select(static i => Trial(i, 0, i / 30.0, 1) with { ValidationAccuracy = i / 30.0 }), Failed(99, 7, "why, \"so\"")];
        ReportTable table = Write(trials).Tables[0];
        Assert.Equal(20, table.Rows.Count);
        Assert.Equal("29", table.Rows[0][0]);
        string[] lines = table.Data!.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(32, lines.Length);
        Assert.Equal("annotations,lambda1,lambda2,learning_rate,seed,status,failure,train_accuracy,validation_accuracy,test_accuracy,cross_entropy,right_reasons,initial_ratio,epochs,steps,parameters_sha256,group_size,group_seconds", lines[0]);
        Assert.Equal("full,3,0.0001,0.001,0,completed,,0.99,0.1,0.1,5,6,1,16,3760,abc,4,1.5", lines[4]);
        Assert.Equal("full,99,0.0001,0.001,7,failed,\"why, \"\"so\"\"\",,,,,,,0,0,,4,1.5", lines[31]);
    }

    [Fact]
    public void NoTrialsAreRefused() => Assert.Throws<ArgumentException>(() => Write([]));

    private static Report Write(IReadOnlyList<TrialResult> trials) => SweepReport.Write("toy", trials, Run);

    private static TrialResult Trial(float lambda1, long seed, double test, double? ratio) => new(
        new Trial(lambda1, 1e-4f, 1e-3f, seed, "full"), TrialStatus.Completed, null, 0.99, 0.95, test, 5, 6, ratio, 16, 3760, "abc", 4, 1.5);

    private static TrialResult Failed(float lambda1, long seed, string? why) => new(
        new Trial(lambda1, 1e-4f, 1e-3f, seed, "full"), TrialStatus.Failed, why, null, null, null, null, null, null, 0, 0, null, 4, 1.5);

    private static void AssertIsAPage(Report report)
    {
        string html = HtmlReport.Write(report);
        Page.AssertBalanced(html);
        Page.AssertAsksNothing(html);
        Assert.All(report.Figures, figure => Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(figure.Data.ToString())), html, StringComparison.Ordinal));
    }
}
