using RrrGpu.Host.Commands;
using RrrGpu.Host.Experiments;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Tests.Commands;

public sealed class ExperimentSeriesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _run = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OneThatCannotBeRunFailsAndTheRestGoOn()
    {
        var series = Series([Good("first"), Bad("second", new BadInputException("images.gz: expected images, got <none>")), Good("third")]);
        Assert.Equal(ExitCode.CheckFailed, series.Run());
        Assert.Equal(["first", "second", "third"], _run);
        Assert.Equal(["first.html", ExperimentSeries.WholeFile, "third.html"], Files());
        var whole = Whole();
        Assert.Contains("✗ All 2 results hold. 1 experiment failed.", whole, StringComparison.Ordinal);
        Assert.Contains("<td>failed: images.gz: expected images, got &lt;none&gt;</td>", whole, StringComparison.Ordinal);
        Assert.Contains("id=\"third\"", whole, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMissingIsLeftOut()
    {
        var series = Series([Good("first"), Good("second") with { Missing = static _ => "needs posts" }]);
        Assert.Equal(ExitCode.Done, series.Run());
        Assert.Equal(["first"], _run);
        Assert.Contains("<td>left out: needs posts</td>", Whole(), StringComparison.Ordinal);
    }

    [Fact]
    public void CancellationAndALostDeviceEndItAndKeepWhatIsFinished()
    {
        Exception[] ends = [new OperationCanceledException(), new DeviceNotFoundException("cuda:0 is gone"), new InvalidOperationException("a fault of the program")];
        foreach (var end in ends)
        {
            _run.Clear();
            var series = Series([Good("first"), Bad("second", end), Good("third")]);
            Assert.Same(end, Assert.ThrowsAny<Exception>(() => series.Run()));
            Assert.Equal(["first", "second"], _run);
            Assert.Equal(["first.html", ExperimentSeries.WholeFile], Files());
            Assert.Contains("<p class=\"outcome\">The result holds. 2 experiments not run yet.</p>", Whole(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatIsFinishedWhenCancellationComesIsKept()
    {
        Experiment CancelledAtItsEnd(string name, CancellationTokenSource source) => Good(name) with
        {
            Run = context =>
            {
                var report = Good(name).Run(context);
                source.Cancel();
                return report;
            },
        };

        using var last = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Series([Good("first"), CancelledAtItsEnd("last", last)], last).Run());
        Assert.Equal(["first.html", ExperimentSeries.WholeFile, "last.html"], Files());
        Assert.Contains("id=\"last\"", Whole(), StringComparison.Ordinal);

        _run.Clear();
        using var only = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Series([CancelledAtItsEnd("only", only), Good("never")], only).Run());
        Assert.Equal(["only"], _run);
        Assert.Contains("only.html", Files());
    }

    [Fact]
    public void OneAloneThrowsWhatItThrows()
    {
        var error = new BadInputException("no data");
        Assert.Same(error, Assert.Throws<BadInputException>(() => Series([Bad("only", error)]).Run()));
        Assert.Empty(Files());
    }

    [Fact]
    public void AFigureThatDoesNotHoldIsAFailedCheck()
    {
        Assert.Equal(ExitCode.CheckFailed, Series([Good("only", measured: 2)]).Run());
        Assert.Equal(["only.html"], Files());
    }

    private ExperimentSeries Series(Experiment[] experiments, CancellationTokenSource? cancellation = null) =>
        new(experiments, new ExperimentContext(null!, [0], null, 0, false, "rrr", cancellation?.Token ?? CancellationToken.None), _folder.Root, leavesOut: true, json: false);

    private Experiment Good(string name, double measured = 1) => new(name, "Title of " + name, _ =>
    {
        _run.Add(name);
        return new Report(name, "Title of " + name, "s", new ReportRun("d", "0", DateTimeOffset.UnixEpoch, []), [new("what", 1, measured, 0.5, 1.5)], [], [], []);
    });

    private Experiment Bad(string name, Exception error) => new(name, "Title of " + name, _ =>
    {
        _run.Add(name);
        throw error;
    });

    private string Whole() => File.ReadAllText(_folder.Path(ExperimentSeries.WholeFile));

    private string[] Files() => [.. Directory.GetFiles(_folder.Root).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
