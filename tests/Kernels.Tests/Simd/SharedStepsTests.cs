using RrrGpu.Kernels.Simd;

namespace RrrGpu.Kernels.Tests.Simd;

/// <summary>Threads that take steps together do every item once, stop together, and do not wait for one that has failed.</summary>
public class SharedStepsTests
{
    private const int Threads = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task EveryItemOfEveryMinibatchIsDoneOnce()
    {
        var log = new ItemLog(rowItems: 5, weightItems: 4);
        await RunAsync(log, batches: 6, TestContext.Current.CancellationToken);
        Assert.Equal(6 * 5, log.Rows);
        Assert.Equal(6 * 4, log.Weights);
        Assert.Equal(6, log.Steps);
    }

    [Fact]
    public async Task ACancellationEndsAllOfThemAtTheSameMinibatch()
    {
        using var cancellation = new CancellationTokenSource();
        var log = new ItemLog(rowItems: 3, weightItems: 3) { OnStep = steps => { if (steps == 4) cancellation.Cancel(); } };
        await RunAsync(log, batches: 1_000_000, cancellation.Token);
        Assert.Equal((4, 12, 12), (log.Steps, log.Rows, log.Weights));
    }

    [Fact]
    public async Task AFailureOfOneEndsTheOthers()
    {
        var log = new ItemLog(rowItems: 3, weightItems: 3) { OnStep = static steps => { if (steps == 3) throw new InvalidOperationException("stopped"); } };
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(log, batches: 1_000_000, TestContext.Current.CancellationToken));
        Assert.Equal("stopped", failure.Message);
        Assert.Equal(3, log.Steps);
    }

    private static async Task RunAsync(ItemLog log, int batches, CancellationToken cancellation)
    {
        var steps = new SharedSteps([.. Enumerable.Range(0, Threads).Select(_ => new LoggedStep(log))], 0, batches);
        var threads = Enumerable.Range(0, Threads).Select(member => Task.Factory.StartNew(
            () => steps.Run(member, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(threads).WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private sealed class ItemLog(int rowItems, int weightItems)
    {
        private int _rows;
        private int _weights;

        public int RowItems => rowItems;

        public int WeightItems => weightItems;

        public Action<int> OnStep { get; init; } = static _ => { };

        public int Rows => _rows;

        public int Weights => _weights;

        public int Steps { get; private set; }

        public void AddRows() => Interlocked.Increment(ref _rows);

        public void AddWeights() => Interlocked.Increment(ref _weights);

        public void AddStep() => OnStep(++Steps);
    }

    private sealed class LoggedStep(ItemLog log) : IStep
    {
        public int WeightItems => log.WeightItems;

        public int RowItems => log.RowItems;

        public int RowItemsOf(int index) => log.RowItems;

        public void Begin(int index, long taken)
        {
        }

        public void RunRows(int item) => log.AddRows();

        public void RunWeights(int item) => log.AddWeights();

        public void Count() => log.AddStep();
    }
}
