using RrrGpu.Bench.Comparison;
using RrrGpu.Bench.Launches;
using RrrGpu.Bench.Peak;

namespace RrrGpu.Bench.Tests;

public sealed class RegressionsTests : IDisposable
{
    private const string Processor = "a processor";
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(10, 7.1, 0)]
    [InlineData(10, 6.9, 1)]
    [InlineData(10, double.NaN, 1)]
    public void ABestRatioMayLoseTheMargin(double before, double now, int lines) =>
        Assert.Equal(lines, Regressions.Find(Report(now), Earlier(Report(before)), 0.3).Count);

    [Fact]
    public void OnlyWhatIsBestIsCompared()
    {
        var report = Report(10);
        var slow = report with { Peers = [Peer("pytorch", 1) with { IsBest = false }, .. report.Peers] };
        Assert.Empty(Regressions.Find(slow, Earlier(slow), 0.3));
    }

    [Fact]
    public void AnotherMachineOrKindOfRunIsRefused()
    {
        var report = Report(10);
        var others = new Dictionary<string, ComparisonReport>
        {
            ["data"] = report with { Data = "sparse" },
            ["models"] = report with { Models = 8 },
            ["annotations"] = report with { Annotations = "none" },
            ["processor"] = report with { Processor = "another" },
            ["logical processors"] = report with { LogicalProcessors = 64 },
            ["device"] = report with { Ours = report.Ours with { Device = "cuda" } },
            ["device name"] = report with { Ours = report.Ours with { DeviceName = "another" } },
        };
        foreach (var (what, other) in others)
        {
            var error = Assert.Throws<ArgumentException>(() => Regressions.Find(report, Earlier(other), 0.3));
            Assert.StartsWith($"--check: expected {what} ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NothingInCommonIsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Regressions.Find(Report(10), Earlier(Report(10) with { Peers = [Peer("jax", 10)] }), 0.3));
        Assert.Equal($"--check: expected a ratio to pytorch, got jax in {_path}", error.Message);
        Assert.Throws<ArgumentException>(() => Regressions.Find(Report(10), Earlier(Report(10) with { Peers = [] }), 0.3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"annotations":"full","processor":"p","logical_processors":1.5}""")]
    [InlineData("""{"annotations":null}""")]
    public void WhatIsNoResultIsRefused(string text)
    {
        File.WriteAllText(_path, text);
        var error = Assert.Throws<ArgumentException>(() => EarlierResult.Read(_path));
        Assert.StartsWith($"--check: expected a result of compare, got {_path}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeReadOrIsNoRatioIsRefused()
    {
        Assert.Throws<ArgumentException>(() => EarlierResult.Read(_path + ".none"));
        Assert.Throws<ArgumentException>(() => EarlierResult.Read(Path.GetTempPath()));
        Assert.Throws<ArgumentException>(() => Earlier(Report(0)));
        Assert.Throws<ArgumentException>(() => Earlier(Report(10) with { Peers = [Peer("pytorch", 10), Peer("pytorch", 9)] }));
    }

    [Fact]
    public void WhatWillBeAnotherComparisonIsRefusedBeforeItRuns()
    {
        var here = Report(10) with { Processor = Machine.ProcessorName, LogicalProcessors = Environment.ProcessorCount };
        Earlier(here).Require(Options("pytorch", "simd"));
        Assert.Throws<ArgumentException>(() => Earlier(here).Require(Options("jax", "simd")));
        Assert.Throws<ArgumentException>(() => Earlier(here).Require(Options("pytorch", "cuda")));
        Assert.Throws<ArgumentException>(() => Earlier(Report(10)).Require(Options("pytorch", "simd")));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void AMarginIsAShare(double margin) => Assert.Throws<ArgumentException>(() => Regressions.RequireMargin(margin));

    private static ComparisonReport Report(double ratio) => new(
        "c", Processor, 2, "decoy-mnist", 1, 3, 1000, "full", new FmaPeak(256, 1, 1, 1), new OwnTimes("simd", "host SIMD", 1, 1, [1]), [Peer("pytorch", ratio)], [], [], new DevicePeak(1, 1), new StepWork(1, 1));

    private static PeerTimes Peer(string framework, double ratio) =>
        new(framework, framework, "1", "eager", "cpu", "cpu", 1, 1, ratio, true, 1, [1], [], "float32");

    private static ComparisonOptions Options(string peer, string device) => new()
    {
        Repository = "",
        Rrr = "",
        Device = device,
        Candidates = [new Candidate(peer, null, "cpu", 1)],
        Pairs = 1,
        Models = 1,
        Epochs = 3,
        Lambda1 = 1000,
        Annotations = "full",
        Limit = TimeSpan.FromSeconds(1),
    };

    private EarlierResult Earlier(ComparisonReport report)
    {
        File.WriteAllText(_path, ComparisonTable.ToJson(report));
        return EarlierResult.Read(_path);
    }
}
