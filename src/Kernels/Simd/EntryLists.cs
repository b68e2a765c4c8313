namespace RrrGpu.Kernels.Simd;

/// <summary>Short lists of matrix entries that lie one behind the other.</summary>
/// <param name="counts">Entries of each list.</param>
/// <param name="count">How many lists there are.</param>
/// <param name="index">The matrix row that each entry picks, counted from the first row of a block.</param>
/// <param name="values">Its weight, or four of them where four sums share a list, in the form that the kernel is told.</param>
internal readonly unsafe struct EntryLists(ushort* counts, int count, ushort* index, byte* values)
{
    public ushort* Counts { get; } = counts;

    public int Count { get; } = count;

    public ushort* Index { get; } = index;

    public byte* Values { get; } = values;
}
