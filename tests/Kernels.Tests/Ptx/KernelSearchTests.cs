using RrrGpu.Bench.Ptx;

namespace RrrGpu.Kernels.Tests.Ptx;

public sealed class KernelSearchTests
{
    private interface ITile;

    private interface IChunks<T>;

    private interface IWrapped;

    private interface ILonely;

    [Fact]
    public void ParametersStandForWhatTheirConstraintsAllow()
    {
        string[] expected =
        [
            "Generic<Bytes, ByteChunk, Large>.FirstKernel",
            "Generic<Bytes, ByteChunk, Small>.FirstKernel",
            "Generic<Floats, FloatChunk, Large>.FirstKernel",
            "Generic<Floats, FloatChunk, Small>.FirstKernel",
            "Plain.Kernel",
            "Plain.TiledKernel<Large>",
            "Plain.TiledKernel<Small>",
            "Wrapping<Wrapped<Large>>.Kernel",
            "Wrapping<Wrapped<Small>>.Kernel",
        ];
        var found = Search(typeof(Plain), typeof(Generic<,,>), typeof(Wrapping<>)).Find();
        Assert.Equal(expected.Order(), found.Select(static kernel => kernel.Name).Order());
        Assert.All(found, static kernel => Assert.False(kernel.Method.ContainsGenericParameters));
    }

    [Fact]
    public void AParameterThatNothingFitsIsRefused()
    {
        Assert.Throws<InvalidOperationException>(() => Search(typeof(Fruitless<>)).Find());
        Assert.Throws<InvalidOperationException>(() => Search(typeof(Boundless<>)).Find());
    }

    private static KernelSearch Search(params Type[] passes) =>
        new([.. passes, typeof(Small), typeof(Large), typeof(Bytes), typeof(Floats), typeof(ByteChunk), typeof(FloatChunk), typeof(Wrapped<>)]);

    private readonly struct Small : ITile;

    private readonly struct Large : ITile;

    private readonly struct ByteChunk;

    private readonly struct FloatChunk;

    private readonly struct Bytes : IChunks<ByteChunk>;

    private readonly struct Floats : IChunks<FloatChunk>;

    private readonly struct Wrapped<T> : IWrapped
        where T : struct, ITile;

    private static class Plain
    {
        private static void Kernel()
        {
        }

        private static void TiledKernel<TTile>()
            where TTile : struct, ITile
        {
        }

        private static int NoKernel() => 0;
    }

    private static class Generic<TInputs, TChunk, TTile>
        where TInputs : struct, IChunks<TChunk>
        where TChunk : unmanaged
        where TTile : struct, ITile
    {
        private static void FirstKernel()
        {
        }
    }

    private static class Wrapping<TInputs>
        where TInputs : struct, IWrapped
    {
        private static void Kernel()
        {
        }
    }

    private static class Fruitless<T>
        where T : struct, ILonely
    {
        private static void Kernel()
        {
        }
    }

    private static class Boundless<T>
        where T : struct
    {
        private static void Kernel()
        {
        }
    }
}
