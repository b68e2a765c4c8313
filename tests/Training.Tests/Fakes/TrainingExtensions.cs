using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

internal static class TrainingExtensions
{
    /// <summary>Trains under the test's own cancellation.</summary>
    public static TrainingResult Train(this IEngine engine, DataSet data, TrainingSettings settings, params ModelRun[] runs) =>
        new Trainer(engine).Train(data, settings, runs, cancellation: TestContext.Current.CancellationToken);

    /// <summary>The same from and to a store.</summary>
    public static TrainingResult Resume(this IEngine engine, DataSet data, TrainingSettings settings, ICheckpointStore store, params ModelRun[] runs) =>
        new Trainer(engine).Train(data, settings, runs, store, cancellation: TestContext.Current.CancellationToken);

    /// <summary>Trains with a listener who cancels after <paramref name="steps"/> steps, and expects that to happen.</summary>
    public static void TrainUntil(this IEngine engine, long steps, DataSet data, TrainingSettings settings, ICheckpointStore store, params ModelRun[] runs)
    {
        using var cancellation = new CancellationTokenSource();
        var listener = new Listener(progress =>
        {
            if (progress.StepsDone >= steps)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => new Trainer(engine).Train(data, settings, runs, store, listener, cancellation.Token));
    }
}
