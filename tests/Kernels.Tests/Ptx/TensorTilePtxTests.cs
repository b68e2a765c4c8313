using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Bench.Ptx;
using RrrGpu.Kernels.Ilgpu.Tensor;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Tests.Ptx;

/// <summary>
/// The PTX of a tile of tensor cores multiplies: sixteen terms of a whole tile, run by an interpreter, are those of float64. It says which
/// operand goes where, on machines that have no GPU.
/// </summary>
public sealed class TensorTilePtxTests
{
    // Of 11 bits alone a product has an error of 2⁻¹², 2.4e-4.
    private const double Tolerance = 2e-6;
    private const ulong Left = 0x1000_0000;
    private const ulong Right = 0x2000_0000;
    private const ulong Output = 0x3000_0000;
    private const int QuadsAThread = 16;

    [Fact]
    public void TheSmallTileIsAProduct() => IsAProduct<SmallTensorTile<CudaMatrixUnit>>(nameof(SmallKernel), 32);

    [Fact]
    public void TheMediumTileIsAProduct() => IsAProduct<MediumTensorTile<CudaMatrixUnit>>(nameof(MediumKernel), 32);

    [Fact]
    public void TheLargeTileIsAProduct() => IsAProduct<LargeTensorTile<CudaMatrixUnit>>(nameof(LargeKernel), 64);

    private static void IsAProduct<TTile>(string kernel, int products)
        where TTile : struct, ITile
    {
        using var compiler = new PtxCompiler();
        var method = typeof(TensorTilePtxTests).GetMethod(kernel, BindingFlags.Static | BindingFlags.NonPublic)!;
        var program = PtxProgram.Parse(compiler.Compile(new DeviceKernel(kernel, method)));
        Assert.Equal(products, program.Instructions.Count(static instruction => instruction.Operation == TensorCore.Operation));

        TTile tile = default;
        var (rows, columns) = (Quad.Count * tile.AllRowQuads(), Quad.Count * tile.AllColumnQuads());
        var random = new Random(1);
        var x = Drawn(rows, TileGeometry.Depth, () => random.Next(256));
        var w = Drawn(TileGeometry.Depth, columns, () => 0.1f * (random.NextSingle() - 0.5f));
        var memory = new PtxMemory();
        for (var term = 0; term < TileGeometry.Depth; term++)
        {
            for (var row = 0; row < rows; row++)
                memory.Write(Left + 4 * (ulong)LeftPlace(tile, row, term), x[row, term]);
            for (var column = 0; column < columns; column++)
                memory.Write(Right + 4 * (ulong)(term * Quad.Count * tile.RightPitch() + column), w[term, column]);
        }

        PtxInterpreter.Run(program, tile.Threads(), memory, Left, Right, Output);
        Assert.All(Places(tile), place =>
        {
            var (expected, scale) = (0.0, 0.0);
            for (var term = 0; term < TileGeometry.Depth; term++)
            {
                var product = (double)x[place.Row, term] * w[term, place.Column];
                (expected, scale) = (expected + product, scale + Math.Abs(product));
            }

            Assert.InRange(Math.Abs(memory.Read(place.Address) - expected), 0, Tolerance * scale);
        });
    }

    private static float[,] Drawn(int rows, int columns, Func<float> draw)
    {
        var values = new float[rows, columns];
        for (var i = 0; i < values.Length; i++)
            values[i / columns, i % columns] = draw();
        return values;
    }

    /// <summary>Where a value of the left factor lies, as <see cref="ITile.UsesMatrixUnit"/> has it staged.</summary>
    private static int LeftPlace<TTile>(TTile tile, int row, int term)
        where TTile : struct, ITile => tile.LeftRow(row) + tile.LeftTerms(term / Quad.Count) + term % Quad.Count * Quad.Count * tile.LeftPitch();

    /// <summary>Where a thread puts each value of the tile.</summary>
    private static IEnumerable<(int Row, int Column, ulong Address)> Places<TTile>(TTile tile)
        where TTile : struct, ITile =>
        from thread in Enumerable.Range(0, tile.Threads())
        from rowQuad in Enumerable.Range(0, tile.RowQuads)
        from columnQuad in Enumerable.Range(0, tile.ColumnQuads)
        from row in Enumerable.Range(0, Quad.Count)
        from column in Enumerable.Range(0, Quad.Count)
        select (
            Quad.Count * (tile.RowGroup(thread) + rowQuad * tile.RowGroups) + row,
            Quad.Count * (tile.FirstColumn(tile.ColumnGroup(thread)) + columnQuad * tile.ColumnStep()) + column,
            Output + 16 * (ulong)(QuadsAThread * thread + 8 * rowQuad + 4 * columnQuad + row) + 4 * (ulong)column);

    private static void SmallKernel(ArrayView<Quad> left, ArrayView<Quad> right, ArrayView<Quad> output) =>
        Multiply<SmallTensorTile<CudaMatrixUnit>>(left, right, output);

    private static void MediumKernel(ArrayView<Quad> left, ArrayView<Quad> right, ArrayView<Quad> output) =>
        Multiply<MediumTensorTile<CudaMatrixUnit>>(left, right, output);

    private static void LargeKernel(ArrayView<Quad> left, ArrayView<Quad> right, ArrayView<Quad> output) =>
        Multiply<LargeTensorTile<CudaMatrixUnit>>(left, right, output);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply<TTile>(ArrayView<Quad> left, ArrayView<Quad> right, ArrayView<Quad> output)
        where TTile : struct, ITile
    {
        TTile tile = default;
        TTile sum = default;
        var thread = Group.IdxX;
        var (rowGroup, columnGroup) = (tile.RowGroup(thread), tile.ColumnGroup(thread));
        TileGeometry.Accumulate(ref sum, left, right, 0, tile.LeftPlace(rowGroup, columnGroup), tile.RightPlace(rowGroup, columnGroup));
        var first = thread * QuadsAThread;
        Put(sum.Block(0, 0), output, first);
        Put(sum.Block(0, 1), output, first + 4);
        if (tile.RowQuads > 1)
        {
            Put(sum.Block(1, 0), output, first + 8);
            Put(sum.Block(1, 1), output, first + 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Block block, ArrayView<Quad> output, int first)
    {
        output[first] = block.R0;
        output[first + 1] = block.R1;
        output[first + 2] = block.R2;
        output[first + 3] = block.R3;
    }
}
