using RrrGpu.Kernels.Simd;

namespace RrrGpu.Kernels.Tests.Simd;

public sealed class AlignedArrayTests
{
    [Theory]
    [InlineData(1L << 45)]
    [InlineData(1L << 60)]
    [InlineData(long.MaxValue)]
    public void MoreThanThereIsMemoryIsAShortageOfMemory(long length) =>
        Assert.Contains($"{length} values", Assert.Throws<DeviceMemoryException>(() => new AlignedArray<float>(length)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public unsafe void AnArrayIsZeroedAlignedAndWritable(int length)
    {
        var array = new AlignedArray<float>(length);

        Assert.Equal(length, array.Span.Length);
        Assert.Equal(0u, (nuint)array.Pointer % 64);
        Assert.DoesNotContain(array.Span.ToArray(), static value => value != 0);
        array.Span.Fill(1);
        Assert.Equal(length, array.Span.Count(1f));
        GC.KeepAlive(array);
    }

    [Fact]
    public void MemoryOfArraysThatNobodyHoldsIsGivenBack()
    {
        // A hundred times 64 MB, written to, would not fit if they stayed.
        for (var i = 0; i < 100; i++)
        {
            WriteToAnArray(16 << 20);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(Environment.WorkingSet, 0, 2L << 30);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void WriteToAnArray(int length)
    {
        var array = new AlignedArray<float>(length);
        array.Span.Fill(1);
        GC.KeepAlive(array);
    }
}
