using System.Text.RegularExpressions;
using RrrGpu.Bench.Ptx;

namespace RrrGpu.Kernels.Tests.Ptx;

/// <summary>Every kernel compiles for an NVIDIA GPU, on machines that have none too, and keeps to registers.</summary>
public sealed partial class KernelPtxTests
{
    /// <summary>Kernels that live by memory bandwidth: each must have loads of 16 bytes, from device memory and from shared memory.</summary>
    private static readonly string[] MustLoadWide =
    [
        .. from kernel in DeviceKernel.All
           where kernel.Name.StartsWith("TiledLayer1Forward<", StringComparison.Ordinal)
               || kernel.Name.StartsWith("Layer1WeightUpdate<", StringComparison.Ordinal)
               || kernel.Name.StartsWith("HiddenLayers<", StringComparison.Ordinal)
               || kernel.Name.StartsWith("HiddenWeightUpdate.", StringComparison.Ordinal)
               || kernel.Name.StartsWith("DenseExplanationGradient<", StringComparison.Ordinal)
               || kernel.Name.StartsWith("ListedExplanationGradient.", StringComparison.Ordinal)
           select kernel.Name,
    ];

    private static readonly Lazy<Dictionary<string, string>> Compiled = new(static () =>
    {
        using var compiler = new PtxCompiler();
        return DeviceKernel.All.ToDictionary(static kernel => kernel.Name, compiler.Compile);
    });

    public static IEnumerable<TheoryDataRow<string>> Kernels => DeviceKernel.All.Select(static kernel => new TheoryDataRow<string>(kernel.Name));

    [Fact]
    public void ThereAreKernels()
    {
        Assert.True(DeviceKernel.All.Count >= 26);
        Assert.Contains(DeviceKernel.All, static kernel => kernel.Name == "Layer1WeightGradient<DenseTiles<ByteInputs>>.Kernel");
        Assert.Equal(DeviceKernel.All.Count, DeviceKernel.All.DistinctBy(static kernel => kernel.FileName).Count());
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AKernelCompilesToPtxThatKeepsToRegisters(string kernel)
    {
        var ptx = Compiled.Value[kernel];
        Assert.Contains(".visible .entry", ptx, StringComparison.Ordinal);
        var counts = PtxCounts.Of(ptx);
        Assert.True(counts.GlobalStores != default, $"expected a store to device memory, got {counts}");
        if (UsesTensorCores(kernel))
        {
            // What inline PTX is handed: single values, which ptxas keeps in registers; an array it would not.
            // A tile's terms are multiplied in a loop, and the last ones behind it.
            Assert.Equal(kernel.Contains("LargeTensorTile", StringComparison.Ordinal) ? 2 * 64 : 2 * 32, counts.MatrixProducts);
            Assert.Contains(TensorCore.Operation, ptx, StringComparison.Ordinal);
            Assert.All(LocalVariable().Matches(ptx), static variable => Assert.Equal("4", variable.Groups[1].Value));
        }
        else
        {
            Assert.Equal((0, 0, 0), (counts.LocalBytes, counts.LocalAccesses, counts.MatrixProducts));
        }

        Assert.Equal(0, counts.Doubles);
        Assert.Equal(0, counts.GenericAccesses);
    }

    [Fact]
    public void LayerOneOfBytesHasAKernelForEachTensorTile()
    {
        string[] expected =
        [
            .. from pass in (string[])["Layer1WeightUpdate", "TiledLayer1Forward"]
               from tile in (string[])["Large", "Medium", "Small"]
               select $"{pass}<ByteChunks, ByteChunk, {tile}TensorTile<CudaMatrixUnit>>.Kernel",
        ];
        Assert.Equal(expected, DeviceKernel.All.Select(static kernel => kernel.Name).Where(UsesTensorCores).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void KernelsThatMustLoadWideDo()
    {
        Assert.Equal(38, MustLoadWide.Length);
        foreach (var kernel in MustLoadWide)
        {
            var counts = PtxCounts.Of(Compiled.Value[kernel]);
            Assert.True(counts.GlobalLoads.SixteenBytes > 0 && counts.SharedLoads.SixteenBytes > 0, $"{kernel}: expected loads of 16 bytes, got {counts}");
        }
    }

    /// <summary>Correct rounding takes Adam's step twice as many instructions, and branches; an error of 2 in the last place does not matter there.</summary>
    [Fact]
    public void RootsAndDivisionsAreTheGpusOwn()
    {
        var update = Compiled.Value["Layer1WeightUpdate<ByteChunks, ByteChunk, LargeTile>.Kernel"];
        Assert.Contains("sqrt.approx.ftz.f32", update, StringComparison.Ordinal);
        Assert.Contains("div.approx.ftz.f32", update, StringComparison.Ordinal);
        Assert.All(Compiled.Value.Values, static ptx => Assert.DoesNotMatch(@"\b(sqrt|div)\.rn\.f32", ptx));
    }

    private static bool UsesTensorCores(string kernel) => kernel.Contains("TensorTile<", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*\.local\s+\.align\s+\d+\s+\.b8\s+\w+\[(\d+)\]", RegexOptions.Multiline)]
    private static partial Regex LocalVariable();
}
