using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using RrrGpu.Kernels.Ilgpu;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>Every kernel compiles for an NVIDIA GPU, on machines that have none too.</summary>
public sealed class CudaCompilationTests
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Type[][] Chunks = [[typeof(ByteChunks), typeof(ByteChunk)], [typeof(FloatChunks), typeof(FloatChunk)]];

    private static readonly Type[] Pools = [typeof(SmallPool), typeof(LargePool)];

    private static readonly Type[] RightReasons = [typeof(WithRightReasons), typeof(WithoutRightReasons)];

    private static readonly Type[] Passes =
    [
        .. from type in typeof(PassLibrary).Assembly.GetTypes()
           where type.Namespace == "RrrGpu.Kernels.Ilgpu.Passes"
           from closed in type.IsGenericTypeDefinition ? Closed(type) : [type]
           select closed,
    ];

    public static IEnumerable<TheoryDataRow<string>> Kernels =>
        from type in Passes
        from method in type.GetMethods(AnyStatic)
        where method.Name.EndsWith("Kernel", StringComparison.Ordinal)
        select new TheoryDataRow<string>($"{type}.{method.Name}");

    [Fact]
    public void ThereAreKernels() => Assert.True(Kernels.Count() >= 26);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AKernelCompilesToPtx(string kernel)
    {
        var method = (from type in Passes
                      from candidate in type.GetMethods(AnyStatic)
                      where $"{type}.{candidate.Name}" == kernel
                      select candidate).Single();
        using var context = Context.Create(static builder => builder.EnableAlgorithms().Optimize(OptimizationLevel.O2));
        using var backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_80, null!);
        var compiled = Assert.IsType<PTXCompiledKernel>(
            backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), default));
        Assert.Contains(".visible .entry", compiled.PTXAssembly, StringComparison.Ordinal);
    }

    /// <summary>A pass on everything that it can read inputs from, by every tile.</summary>
    private static Type[] Closed(Type pass)
    {
        Type[] tiles = [typeof(TinyTile), typeof(SmallTile), typeof(MediumTile), typeof(LargeTile)];
        Type[][] arguments = pass.GetGenericArguments() switch
        {
            [_, _, _] => [.. from tile in tiles from inputs in Chunks select (Type[])[.. inputs, tile]],
            [_, _] => [.. from pool in Pools from terms in RightReasons select (Type[])[pool, terms]],
            [var inputs] when inputs.GetGenericParameterConstraints().Contains(typeof(IInputTiles)) =>
                [[typeof(DenseTiles<ByteInputs>)], [typeof(DenseTiles<FloatInputs>)], [typeof(SparseTiles)]],
            _ => [[typeof(ByteInputs)], [typeof(FloatInputs)]],
        };
        return Array.ConvertAll(arguments, pass.MakeGenericType);
    }
}
