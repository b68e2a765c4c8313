using RrrGpu.Host.Sweeps;

namespace RrrGpu.Host.Tests.Sweeps;

public sealed class ClaimSizeTests
{
    private static readonly DeviceLoad s_newGpu = new(0, null, IsGpu: true, HasBegun: false);
    private static readonly DeviceLoad s_newProcessor = new(0, null, IsGpu: false, HasBegun: false);

    [Theory]
    [InlineData(100, 8, 8)]
    [InlineData(5, 8, 5)]
    [InlineData(0, 8, 0)]
    public void ADeviceAloneTakesWhatItCan(int waiting, int most, int expected) => Assert.Equal(expected, ClaimSize.Of(waiting, most, s_newProcessor, [], areAlike: true));

    [Fact]
    public void AlikeDevicesBeginWithEvenShares()
    {
        var begun = s_newGpu with { HasBegun = true, TrialsLeft = 34 };
        Assert.Equal(34, ClaimSize.Of(100, 1000, s_newGpu, [s_newGpu, s_newGpu], areAlike: true));
        Assert.Equal(33, ClaimSize.Of(66, 1000, s_newGpu, [begun, s_newGpu], areAlike: true));
        Assert.Equal(33, ClaimSize.Of(33, 1000, s_newGpu, [begun, begun], areAlike: true));
        Assert.Equal(20, ClaimSize.Of(100, 20, s_newGpu, [s_newGpu, s_newGpu], areAlike: true));
    }

    [Fact]
    public void AProcessorBesideAnotherKindBeginsWithAFew()
    {
        Assert.Equal(1, ClaimSize.Of(12, 1000, s_newProcessor, [s_newGpu], areAlike: false));
        Assert.Equal(6, ClaimSize.Of(100, 1000, s_newProcessor, [s_newGpu], areAlike: false));
        Assert.Equal(16, ClaimSize.Of(100_000, 1000, s_newProcessor, [s_newGpu], areAlike: false));
        Assert.Equal(94, ClaimSize.Of(100, 1000, s_newGpu, [s_newProcessor], areAlike: false));
    }

    [Fact]
    public void SharesFollowSpeeds()
    {
        var fast = new DeviceLoad(0, 9, IsGpu: true, HasBegun: true);
        var slow = new DeviceLoad(0, 1, IsGpu: false, HasBegun: true);
        Assert.Equal(90, ClaimSize.Of(100, 1000, fast, [slow], areAlike: false));
        Assert.Equal(10, ClaimSize.Of(100, 1000, slow, [fast], areAlike: false));
        // What the other has still to do counts.
        Assert.Equal(19, ClaimSize.Of(100, 1000, slow, [fast with { TrialsLeft = 90 }], areAlike: false));
    }

    [Fact]
    public void ASlowDeviceLeavesTheLastToAFastOne()
    {
        var fast = new DeviceLoad(0, 100, IsGpu: true, HasBegun: true);
        var slow = new DeviceLoad(0, 1, IsGpu: false, HasBegun: true);
        Assert.Equal(0, ClaimSize.Of(3, 1000, slow, [fast with { TrialsLeft = 50 }], areAlike: false));
        Assert.Equal(2, ClaimSize.Of(3, 1000, fast, [slow], areAlike: false));
        Assert.Equal(1, ClaimSize.Of(1, 1000, fast, [slow], areAlike: false));
    }

    [Fact]
    public void ADeviceThatHasHadNoneIsLeftOne()
    {
        var fast = new DeviceLoad(0, 1000, IsGpu: false, HasBegun: true);
        Assert.Equal(0, ClaimSize.Of(1, 1000, fast, [s_newProcessor], areAlike: false));
        Assert.Equal(1, ClaimSize.Of(2, 1000, fast, [s_newProcessor], areAlike: false));
        Assert.Equal(1, ClaimSize.Of(1, 1000, s_newProcessor, [fast], areAlike: false));
    }

    [Fact]
    public void SomebodyAlwaysTakesWhatWaits()
    {
        var random = new Random(3);
        for (var round = 0; round < 1000; round++)
        {
            DeviceLoad[] idle = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new DeviceLoad(0, random.Next(4) == 0 ? null : Math.Pow(10, 6 * random.NextDouble() - 3), random.Next(2) == 0, true))];
            var waiting = random.Next(1, 4);
            var sizes = idle.Select((own, i) => ClaimSize.Of(waiting, 8, own, [.. idle.Where((_, other) => other != i)], random.Next(2) == 0)).ToArray();
            Assert.Contains(sizes, size => size > 0);
            Assert.All(sizes, size => Assert.InRange(size, 0, waiting));
        }
    }
}
