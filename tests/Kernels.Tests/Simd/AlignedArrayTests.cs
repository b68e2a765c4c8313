using RrrGpu.Kernels.Simd;

namespace RrrGpu.Kernels.Tests.Simd;

public sealed class AlignedArrayTests
{
    [Theory]
    [InlineData(1L << 29)]
    [InlineData(1L << 31)]
    [InlineData(1L << 60)]
    public void MoreThanAnArrayHoldsIsAShortageOfMemory(long length) =>
        Assert.Contains($"{length} values", Assert.Throws<DeviceMemoryException>(() => new AlignedArray<float>(length)).Message, StringComparison.Ordinal);
}
