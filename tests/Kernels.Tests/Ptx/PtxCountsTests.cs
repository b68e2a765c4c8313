using System.Reflection;
using ILGPU;
using RrrGpu.Bench.Ptx;

namespace RrrGpu.Kernels.Tests.Ptx;

/// <summary>What is counted is what the compiler writes: kernels made to hold it are compiled here.</summary>
public sealed class PtxCountsTests
{
    [Fact]
    public void AnArrayInLocalMemoryIsSeen()
    {
        var counts = Counts(nameof(LocalArrayKernel));
        Assert.Equal(32 * sizeof(float), counts.LocalBytes);
        Assert.True(counts.LocalAccesses + counts.GenericAccesses > 0);
    }

    [Fact]
    public void SharedMemoryAndBarriersAreSeen()
    {
        var counts = Counts(nameof(SharedArrayKernel));
        Assert.Equal(64 * sizeof(float), counts.SharedBytes);
        Assert.Equal(1, counts.Barriers);
    }

    [Fact]
    public void WideLoadsAreSeen()
    {
        var counts = Counts(nameof(WideKernel));
        Assert.Equal(new AccessCounts(0, 0, 1, 1), counts.GlobalLoads);
        Assert.Equal(new AccessCounts(0, 0, 1, 1), counts.GlobalStores);
    }

    [Fact]
    public void EveryFormIsCountedOnce()
    {
        const string ptx = """
            .visible .entry Kernel_Kernel(
                .param .align 8 .b8 _values_1[16]
            )
            {
                .reg .f32 %f<9>;
                .local .align 4 .b8 __local_depot0[24];
                .local .align 16 .v4 .f32 quad[2];
                .shared .align 4 .b32 tile[10];
                .extern .shared .align 4 .b8 dynamic[];
                ld.param.b64 %rd1, [_values_1];
                ld.global.f32 %f1, [%rd1];
                ld.f32 %f1, [%rd1];
                @%p1 ld.volatile.global.nc.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1];
                ld.global.v2.b64 {%rd3, %rd4}, [%rd1];
                ld.shared.v2.f32 {%f1, %f2}, [%r1];
                ld.shared::cta.f32 %f1, [%r1];
                @!%p2 st.shared.v4.b32 [%r1], {%r1, %r2, %r3, %r4};
                st.local.f32 [%rd2], %f1;
                st.global.b8 [%rd2], %rs1;
                fma.rn.f32 %f1, %f2, %f3, %f4;
                mad.lo.s32 %r1, %r2, %r3, %r4;
                mul.f32 %f1, %f2, %f3;
                mul.wide.u32 %rd1, %r1, 4;
                add.f32 %f1, %f2, %f3;
                sub.rn.f32 %f1, %f2, %f3;
                add.s64 %rd1, %rd2, %rd3;
                mul.f64 %fd1, %fd2, %fd3;
                bar.sync 0;
                mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1, %f2, %f3, %f4}, {%r1, %r2, %r3, %r4}, {%r5, %r6}, {%f1, %f2, %f3, %f4};
            }
            """;
        Assert.Equal(
            new PtxCounts(
                24 + 32, 40, new(2, 1, 1, 2), new(1, 0, 0, 0), new(1, 1, 0, 0), new(0, 0, 1, 1),
                LocalAccesses: 1, GenericAccesses: 1, Fused: 1, Multiplications: 1, Additions: 2, Doubles: 1, Barriers: 1, MatrixProducts: 1),
            PtxCounts.Of(ptx));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sm_9")]
    [InlineData("sm_20")]
    [InlineData("90")]
    public void WhatIsNoArchitectureIsRefused(string architecture)
    {
        var error = Assert.Throws<ArgumentException>(() => new PtxCompiler(architecture));
        Assert.Equal($"--arch: expected sm_ and a number from 30 on, such as sm_90, got '{architecture}'", error.Message);
    }

    private static PtxCounts Counts(string kernel)
    {
        using var compiler = new PtxCompiler();
        return PtxCounts.Of(compiler.Compile(new(kernel, typeof(PtxCountsTests).GetMethod(kernel, BindingFlags.Static | BindingFlags.NonPublic)!)));
    }

    private static void LocalArrayKernel(ArrayView<float> values)
    {
        var array = LocalMemory.Allocate1D<float>(32);
        for (var i = 0; i < 32; i++)
            array[i] = values[i];
        values[0] = array[(int)values[1]];
    }

    private static void SharedArrayKernel(ArrayView<float> values)
    {
        var array = SharedMemory.Allocate<float>(64);
        array[Group.IdxX] = values[Group.IdxX];
        Group.Barrier();
        values[Group.IdxX] = array[63 - Group.IdxX];
    }

    private static void WideKernel(ArrayView<float> values)
    {
        var quads = values.Cast<Quad>();
        quads[1] = quads[0];
    }

    private readonly record struct Quad(float A, float B, float C, float D);
}
