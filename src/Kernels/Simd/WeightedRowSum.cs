using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// y = y₀ + Σ_e value_e · R[index_e]: a weighted sum of matrix rows picked by index. It is every product with a sparse side:
/// x·W1 and h·W1 (rows of W1 picked by the non-zero features of a row), xᵀδ1 and hᵀv1 (rows of δ1 and v1 picked by the rows
/// in which a feature is non-zero).
/// </summary>
internal static unsafe class WeightedRowSum
{
    /// <summary>Computes the sum, <paramref name="registers"/> registers wide.</summary>
    /// <param name="initial">y₀.</param>
    /// <param name="index">Rows to pick.</param>
    /// <param name="value">Their weights.</param>
    /// <param name="count">How many.</param>
    /// <param name="rows">R.</param>
    /// <param name="stride">From a row of R to the next.</param>
    /// <param name="result">y; may be <paramref name="initial"/>.</param>
    /// <param name="registers">Width of y, y₀ and R's rows in registers.</param>
    public static void Compute<TLane>(
        float* initial, int* index, float* value, int count, float* rows, nint stride, float* result, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        var done = 0;
        for (; registers - done >= 8; done += 8)
        {
            var offset = done * TLane.Count;
            ComputePanel<TLane, Panel8>(initial + offset, index, value, count, rows + offset, stride, result + offset);
        }

        var rest = done * TLane.Count;
        switch (registers - done)
        {
            case 1: ComputePanel<TLane, Panel1>(initial + rest, index, value, count, rows + rest, stride, result + rest); break;
            case 2: ComputePanel<TLane, Panel2>(initial + rest, index, value, count, rows + rest, stride, result + rest); break;
            case 3: ComputePanel<TLane, Panel3>(initial + rest, index, value, count, rows + rest, stride, result + rest); break;
            case 4: ComputePanel<TLane, Panel4>(initial + rest, index, value, count, rows + rest, stride, result + rest); break;
            case 5: ComputePanel<TLane, Panel5>(initial + rest, index, value, count, rows + rest, stride, result + rest); break;
            case 6: ComputePanel<TLane, Panel6>(initial + rest, index, value, count, rows + rest, stride, result + rest); break;
            case 7: ComputePanel<TLane, Panel7>(initial + rest, index, value, count, rows + rest, stride, result + rest); break;
            default: break;
        }
    }

    // Up to eight accumulators stay in registers for the whole sum, so an entry costs one load and one fused multiply-add
    // a register and nothing is written until the end. Sixteen AVX2 registers would hold more, but wider panels gain nothing:
    // the loads already bound it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ComputePanel<TLane, TPanel>(
        float* initial, int* index, float* value, int count, float* rows, nint stride, float* result)
        where TLane : unmanaged, ILane<TLane>
        where TPanel : struct, IPanel
    {
        TLane a0 = TLane.Zero, a1 = TLane.Zero, a2 = TLane.Zero, a3 = TLane.Zero;
        TLane a4 = TLane.Zero, a5 = TLane.Zero, a6 = TLane.Zero, a7 = TLane.Zero;
        var width = TLane.Count;
        a0 = TLane.Load(initial);
        if (TPanel.Registers > 1)
            a1 = TLane.Load(initial + width);
        if (TPanel.Registers > 2)
            a2 = TLane.Load(initial + 2 * width);
        if (TPanel.Registers > 3)
            a3 = TLane.Load(initial + 3 * width);
        if (TPanel.Registers > 4)
            a4 = TLane.Load(initial + 4 * width);
        if (TPanel.Registers > 5)
            a5 = TLane.Load(initial + 5 * width);
        if (TPanel.Registers > 6)
            a6 = TLane.Load(initial + 6 * width);
        if (TPanel.Registers > 7)
            a7 = TLane.Load(initial + 7 * width);

        // From the middle of a row every offset fits a byte, as in ListedRowSum.
        rows += 3 * width;
        for (var e = 0; e < count; e++)
        {
            var row = rows + index[e] * stride;
            var weight = TLane.Broadcast(value[e]);
            TLane.Accumulate(ref a0, weight, row + -3 * width);
            if (TPanel.Registers > 1)
                TLane.Accumulate(ref a1, weight, row + -2 * width);
            if (TPanel.Registers > 2)
                TLane.Accumulate(ref a2, weight, row + -1 * width);
            if (TPanel.Registers > 3)
                TLane.Accumulate(ref a3, weight, row);
            if (TPanel.Registers > 4)
                TLane.Accumulate(ref a4, weight, row + width);
            if (TPanel.Registers > 5)
                TLane.Accumulate(ref a5, weight, row + 2 * width);
            if (TPanel.Registers > 6)
                TLane.Accumulate(ref a6, weight, row + 3 * width);
            if (TPanel.Registers > 7)
                TLane.Accumulate(ref a7, weight, row + 4 * width);
        }

        TLane.Store(a0, result);
        if (TPanel.Registers > 1)
            TLane.Store(a1, result + width);
        if (TPanel.Registers > 2)
            TLane.Store(a2, result + 2 * width);
        if (TPanel.Registers > 3)
            TLane.Store(a3, result + 3 * width);
        if (TPanel.Registers > 4)
            TLane.Store(a4, result + 4 * width);
        if (TPanel.Registers > 5)
            TLane.Store(a5, result + 5 * width);
        if (TPanel.Registers > 6)
            TLane.Store(a6, result + 6 * width);
        if (TPanel.Registers > 7)
            TLane.Store(a7, result + 7 * width);
    }
}
