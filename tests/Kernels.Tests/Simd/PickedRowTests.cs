using RrrGpu.Kernels.Simd;

namespace RrrGpu.Kernels.Tests.Simd;

/// <summary>Kernels over picked rows against plain loops, for every width that is done in one go and some that are not.</summary>
public sealed unsafe class PickedRowTests
{
    private const int Rows = 11;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    public void Dots_of_any_number_of_rows_are_inner_products(int registers)
    {
        var width = registers * Lane256.Count;
        var (a, rows) = (Draw(width, 1), Draw(Rows * width, 2));
        for (var count = 0; count <= 9; count++)
        {
            // One value more, which must stay.
            var result = new AlignedArray<float>(count + 1);
            result.Span[count] = 7;
            int[] index = [.. Enumerable.Range(0, count).Select(static e => 5 * e % Rows)];
            PickedDots.Compute<Lane256>(a.Pointer, index, rows.Pointer, width, registers, result.Pointer);
            for (var e = 0; e < count; e++)
            {
                var expected = 0.0;
                for (var i = 0; i < width; i++)
                    expected += (double)a.Span[i] * rows.Span[index[e] * width + i];
                Assert.Equal(expected, result.Span[e], 1e-4);
            }

            Assert.Equal(7, result.Span[count]);
        }
    }

    public static IEnumerable<TheoryDataRow<int, bool>> PairWidths =>
        from registers in Enumerable.Range(1, 14)
        from endsInHalf in (bool[])[false, true]
        select new TheoryDataRow<int, bool>(registers, endsInHalf);

    [Theory]
    [MemberData(nameof(PairWidths))]
    public void Pairs_add_picked_rows_to_two_sums_a_list(int registers, bool endsInHalf)
    {
        AddInPairs<Lane256>(registers, endsInHalf);
        AddInPairs<Lane512>(registers, endsInHalf);
    }

    private static void AddInPairs<TLane>(int registers, bool endsInHalf)
        where TLane : unmanaged, ILane<TLane>
    {
        var width = registers * TLane.Count;
        var padding = endsInHalf ? TLane.Count / 2 : 0;
        ushort[] counts = [3, 0, 5];
        ushort[] index = [2, 7, 10, 0, 1, 1, 4, 9];
        var values = Draw(2 * index.Length, 3);
        var (rows, initial) = (Draw(Rows * width, 4), Draw(2 * counts.Length * width, 5));
        Pad(rows, width, padding);
        Pad(initial, width, padding);
        var result = new AlignedArray<float>(2 * counts.Length * width);
        result.Span.Fill(float.NaN);
        fixed (ushort* count = counts, picked = index)
        {
            PairRowSum.Compute<TLane, FloatValues>(
                new EntryLists(count, counts.Length, picked, (byte*)values.Pointer), rows.Pointer, width, initial.Pointer, width, result.Pointer, registers, endsInHalf);
        }

        var entry = 0;
        for (var list = 0; list < counts.Length; list++)
        {
            for (var sum = 2 * list; sum < 2 * list + 2; sum++)
            {
                for (var i = 0; i < width; i++)
                {
                    double expected = initial.Span[sum * width + i];
                    for (var e = entry; e < entry + counts[list]; e++)
                        expected += (double)values.Span[2 * e + sum % 2] * rows.Span[index[e] * width + i];
                    Assert.Equal(expected, result.Span[sum * width + i], 1e-5);
                }
            }

            entry += counts[list];
        }
    }

    private static AlignedArray<float> Draw(int count, int seed)
    {
        var random = new Random(seed);
        var values = new AlignedArray<float>(count);
        foreach (ref var value in values.Span)
            value = (float)(2 * random.NextDouble() - 1);
        return values;
    }

    private static void Pad(AlignedArray<float> rows, int width, int padding)
    {
        for (var end = width; end <= rows.Length; end += width)
            rows.Span.Slice(end - padding, padding).Clear();
    }
}
