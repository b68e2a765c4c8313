using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Sweeps;

public class GroupSizeTests : RecordingTest
{
    [Theory]
    [InlineData(2, 64_000_000_000, 16)]
    [InlineData(64, 64_000_000_000, 512)]
    [InlineData(64, 20_000_000, 30)]
    [InlineData(2, 1_000, 1)]
    public void Processors_take_some_models_a_thread_if_memory_allows(int threads, long memory, int models)
    {
        var size = Choose(new("simd", DeviceKind.Simd, "", memory, threads));

        Assert.InRange(size.Models, models == 30 ? 20 : models, models == 30 ? 60 : models);
        Assert.Contains(memory < 1e9 ? "memory" : "threads", size.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Gpus_take_what_fits_and_what_a_checkpoint_can_hold()
    {
        var small = Choose(new("cuda:0", DeviceKind.Cuda, "", 1_000_000_000));
        var large = Choose(new("cuda:0", DeviceKind.Cuda, "", 80_000_000_000));

        Assert.InRange(small.Models, 100, large.Models - 1);
        Assert.Equal("checkpoints of at most 1 GiB", large.Reason);
    }

    private GroupSize Choose(DeviceDescription device)
    {
        using var rows = new Trainer(Engine).Prepare(Toy.Numbered(1000, 100), new TrainingSettings());
        return GroupSize.For(device, rows, marksPerRow: 16);
    }
}
