using RrrGpu.Host.Sweeps;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Sweeps;

/// <summary>Runs the sweep of a <see cref="StoreFixture"/> on rows that train in no time, on one engine or several.</summary>
internal static class SmallSweep
{
    public static (IReadOnlyList<StoredResult> Results, DeviceSummary[] Devices) Run(
        StoreFixture fixture, int? groupSize, IReadOnlyList<IEngine> engines, CancellationToken? cancellation = null, Action<SweepProgress>? prepared = null)
    {
        var inputs = Enumerable.Range(0, 40).Select(static i => (float)(i % 7)).ToArray();
        var labeled = new LabeledRows(new InputMatrix(inputs, 20, 2), [.. Enumerable.Range(0, 20).Select(static i => i % 2)], 2);
        var marks = Annotation.FromPredicate(20, 2, static (_, feature) => feature == 1);
        var data = new DataSet("small", labeled, labeled, marks);
        var progress = new SweepProgress("small");
        progress.Expect(fixture.Ids.Length);
        var devices = SweepDevice.Prepare(
            engines, data, new TrainingSettings { Epochs = 2, BatchSize = 8, Hidden1 = 4, Hidden2 = 3 }, NamedAnnotations.Read(["none", "full"], data), groupSize, progress);
        try
        {
            prepared?.Invoke(progress);
            var plan = new SweepPlan(fixture.Entered, StoreFixture.Hashes);
            var results = new SweepRunner(fixture.Store, devices, plan, progress, cancellation ?? TestContext.Current.CancellationToken).Run();
            return (results, [.. progress.Devices.Select(static device => device.Summarize())]);
        }
        finally
        {
            devices.ForEach(static device => device.Dispose());
        }
    }
}
