using System.Text.Json.Nodes;
using RrrGpu.Host.Reports;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Tests.EndToEnd;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Reports;

public sealed class FindAnotherSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _data;

    public FindAnotherSourceTests() => _data = SmallDigits.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFolderIsKnownByItsRecord()
    {
        var source = new FindAnotherSource(static _ => throw new InvalidOperationException("nothing is read to find out"));
        Assert.False(source.Accepts(_folder.Root));
        string record = _folder.Write(FindAnotherFolder.FileName, "{}"u8.ToArray());
        Assert.True(source.Accepts(_folder.Root));
        Assert.False(source.Accepts(record));
    }

    [Fact]
    public void ARunIsExplainedAnewAndDescribed()
    {
        var record = new JsonObject
        {
            ["device"] = "simd",
            ["device_name"] = "eight lanes",
            ["commit"] = "abc123",
            ["cutoff"] = 0.67,
            ["lambda1"] = new JsonArray(1000, 10000),
            ["simultaneous"] = null,
        };
        Report report = Build(record, SmallDigits.Features, []);
        Assert.Equal("find-another-decoy-mnist", report.Name);
        Assert.Equal(["accuracy", "explanations"], report.Figures.Select(static f => f.Name));
        Assert.Equal(("simd (eight lanes)", "abc123", "3"), (report.Run.Device, report.Run.Commit, report.Run.Seeds));
        Assert.Contains(new ReportSetting("λ₁ asked for", "1000, 10000"), report.Run.Settings);
        Assert.Contains(new ReportSetting("cutoff c of the masks", "0.67"), report.Run.Settings);
        Assert.DoesNotContain(report.Run.Settings, static setting => setting.Name == "models trained together");
    }

    [Fact]
    public void OtherDataThanThoseOfTheRunAreRefused()
    {
        var facts = new JsonObject { ["facts"] = new JsonObject { ["inputs (SHA-256)"] = "of other rows", ["labels (SHA-256)"] = "and labels" } };
        Assert.Contains("of other rows and labels", Assert.Throws<BadInputException>(() => Build(facts, SmallDigits.Features, [])).Message, StringComparison.Ordinal);
        Assert.Contains("144 features", Assert.Throws<BadInputException>(() => Build([], 20, [])).Message, StringComparison.Ordinal);
        Assert.Contains("row 60", Assert.Throws<BadInputException>(() => Build([], SmallDigits.Features, [new(60, 0, 1, [0], [1])])).Message, StringComparison.Ordinal);
    }

    private Report Build(JsonObject record, int features, RowDisagreement[] disagreements)
    {
        _folder.Write(FindAnotherFolder.FileName, "{}"u8.ToArray());
        var scale = new InputScale(InputScaling.Raw, new float[features], [.. Enumerable.Repeat(1f, features)]);
        var model = new FoundModel(0, 3, 0, 0.9, 0.8, 1, 0, 0, 0.03, [], [], true, scale, new NetworkParameters(new NetworkShape(features, 5, 4, 10)));
        var source = new FindAnotherSource(_ => (new FindAnotherResult([model], FindAnotherStop.Iterations, "all were trained", disagreements), "decoy-mnist", 0, record));
        return source.Build(new ReportRequest(_folder.Root, _data, static () => new SimdEngine(1), TestContext.Current.CancellationToken));
    }
}
