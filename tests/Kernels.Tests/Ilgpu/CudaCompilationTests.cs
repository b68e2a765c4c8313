using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using RrrGpu.Kernels.Ilgpu;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>Every kernel compiles for an NVIDIA GPU, on machines that have none too.</summary>
public sealed class CudaCompilationTests
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

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
        using var context = Context.Create(static builder => builder.EnableAlgorithms());
        using var backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_80, null!);
        var compiled = Assert.IsType<PTXCompiledKernel>(
            backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), default));
        Assert.Contains(".visible .entry", compiled.PTXAssembly, StringComparison.Ordinal);
    }

    /// <summary>A pass on everything that it can read inputs from.</summary>
    private static Type[] Closed(Type pass) =>
        pass.GetGenericArguments()[0].GetGenericParameterConstraints().Contains(typeof(IInputTiles))
            ? [pass.MakeGenericType(typeof(DenseTiles<ByteInputs>)), pass.MakeGenericType(typeof(DenseTiles<FloatInputs>)), pass.MakeGenericType(typeof(SparseTiles))]
            : [pass.MakeGenericType(typeof(ByteInputs)), pass.MakeGenericType(typeof(FloatInputs))];
}
