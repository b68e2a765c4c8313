using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Y = Y₀ + X·W for the small layers, tiled four rows by three registers or three by four. X is read through two strides, so that
/// the same kernel serves X and Xᵀ. Every element is one chain of multiply-adds in the order of k, whatever the tiling.
/// </summary>
internal static unsafe partial class DenseProduct
{
    /// <summary>Computes <paramref name="rows"/> rows of Y.</summary>
    /// <param name="x">X; element (r, k) is at r·<paramref name="xRow"/> + k·<paramref name="xStep"/>.</param>
    /// <param name="xRow">From a row of X to the next.</param>
    /// <param name="xStep">From a column of X to the next.</param>
    /// <param name="depth">Columns of X, rows of W.</param>
    /// <param name="w">W.</param>
    /// <param name="wRow">From a row of W to the next.</param>
    /// <param name="initial">Y₀.</param>
    /// <param name="initialRow">From a row of Y₀ to the next: 0 adds the same bias to every row.</param>
    /// <param name="y">Y; may be Y₀.</param>
    /// <param name="yRow">From a row of Y to the next.</param>
    /// <param name="rows">Rows of X and Y.</param>
    /// <param name="registers">Width of W and Y in registers.</param>
    public static void Compute<TLane>(
        float* x, nint xRow, nint xStep, int depth, float* w, nint wRow, float* initial, nint initialRow, float* y, nint yRow, int rows, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        var done = 0;
        while (done < registers)
        {
            var offset = done * TLane.Count;
            switch (registers - done)
            {
                case 1:
                    Panel<TLane, Panel1>(x, xRow, xStep, depth, w + offset, wRow, initial + offset, initialRow, y + offset, yRow, rows);
                    done++;
                    break;
                case 2:
                    Panel<TLane, Panel2>(x, xRow, xStep, depth, w + offset, wRow, initial + offset, initialRow, y + offset, yRow, rows);
                    done += 2;
                    break;
                case 3 or 5 or 6 or 9:
                    Panel<TLane, Panel3>(x, xRow, xStep, depth, w + offset, wRow, initial + offset, initialRow, y + offset, yRow, rows);
                    done += 3;
                    break;
                default:
                    WidePanel<TLane>(x, xRow, xStep, depth, w + offset, wRow, initial + offset, initialRow, y + offset, yRow, rows);
                    done += 4;
                    break;
            }
        }
    }

    private static void Panel<TLane, TPanel>(
        float* x, nint xRow, nint xStep, int depth, float* w, nint wRow, float* initial, nint initialRow, float* y, nint yRow, int rows)
        where TLane : unmanaged, ILane<TLane>
        where TPanel : struct, IPanel
    {
        FourRows<TLane, TPanel>(x, xRow, xStep, depth, w, wRow, initial, initialRow, y, yRow, rows / 4);
        for (var r = rows / 4 * 4; r < rows; r++)
            OneRow<TLane, TPanel>(x + r * xRow, xStep, depth, w, wRow, initial + r * initialRow, y + r * yRow);
    }

    // Four rows by three registers: twelve independent chains, more than the eight that hide the latency of two fused
    // multiply-adds a cycle, for seven loads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<TLane, TPanel>(
        float* x, nint xRow, nint xStep, int depth, float* w, nint wRow, float* initial, nint initialRow, float* y, nint yRow, int tiles)
        where TLane : unmanaged, ILane<TLane>
        where TPanel : struct, IPanel
    {
        var width = TLane.Count;
        for (; tiles > 0; tiles--)
        {
            TLane a1 = TLane.Zero, a2 = TLane.Zero, b1 = TLane.Zero, b2 = TLane.Zero;
            TLane c1 = TLane.Zero, c2 = TLane.Zero, d1 = TLane.Zero, d2 = TLane.Zero;
            var a0 = TLane.Load(initial);
            var b0 = TLane.Load(initial + initialRow);
            var c0 = TLane.Load(initial + 2 * initialRow);
            var d0 = TLane.Load(initial + 3 * initialRow);
            if (TPanel.Registers > 1)
            {
                a1 = TLane.Load(initial + width);
                b1 = TLane.Load(initial + initialRow + width);
                c1 = TLane.Load(initial + 2 * initialRow + width);
                d1 = TLane.Load(initial + 3 * initialRow + width);
            }

            if (TPanel.Registers > 2)
            {
                a2 = TLane.Load(initial + 2 * width);
                b2 = TLane.Load(initial + initialRow + 2 * width);
                c2 = TLane.Load(initial + 2 * initialRow + 2 * width);
                d2 = TLane.Load(initial + 3 * initialRow + 2 * width);
            }

            var second = x + xRow;
            var third = second + xRow;
            var fourth = third + xRow;
            nint at = 0;
            var weights = w;
            for (var k = 0; k < depth; k++)
            {
                TLane w1 = TLane.Zero, w2 = TLane.Zero;
                var w0 = TLane.Load(weights);
                if (TPanel.Registers > 1)
                    w1 = TLane.Load(weights + width);
                if (TPanel.Registers > 2)
                    w2 = TLane.Load(weights + 2 * width);

                var factor = TLane.Broadcast(x[at]);
                TLane.Accumulate(ref a0, factor, w0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref a1, factor, w1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref a2, factor, w2);
                factor = TLane.Broadcast(second[at]);
                TLane.Accumulate(ref b0, factor, w0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref b1, factor, w1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref b2, factor, w2);
                factor = TLane.Broadcast(third[at]);
                TLane.Accumulate(ref c0, factor, w0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref c1, factor, w1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref c2, factor, w2);
                factor = TLane.Broadcast(fourth[at]);
                TLane.Accumulate(ref d0, factor, w0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref d1, factor, w1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref d2, factor, w2);
                at += xStep;
                weights += wRow;
            }

            TLane.Store(a0, y);
            TLane.Store(b0, y + yRow);
            TLane.Store(c0, y + 2 * yRow);
            TLane.Store(d0, y + 3 * yRow);
            if (TPanel.Registers > 1)
            {
                TLane.Store(a1, y + width);
                TLane.Store(b1, y + yRow + width);
                TLane.Store(c1, y + 2 * yRow + width);
                TLane.Store(d1, y + 3 * yRow + width);
            }

            if (TPanel.Registers > 2)
            {
                TLane.Store(a2, y + 2 * width);
                TLane.Store(b2, y + yRow + 2 * width);
                TLane.Store(c2, y + 2 * yRow + 2 * width);
                TLane.Store(d2, y + 3 * yRow + 2 * width);
            }
            x += 4 * xRow;
            initial += 4 * initialRow;
            y += 4 * yRow;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<TLane, TPanel>(
        float* x, nint xStep, int depth, float* w, nint wRow, float* initial, float* y)
        where TLane : unmanaged, ILane<TLane>
        where TPanel : struct, IPanel
    {
        TLane a1 = TLane.Zero, a2 = TLane.Zero;
        var width = TLane.Count;
        var a0 = TLane.Load(initial);
        if (TPanel.Registers > 1)
            a1 = TLane.Load(initial + width);
        if (TPanel.Registers > 2)
            a2 = TLane.Load(initial + 2 * width);
        for (var k = 0; k < depth; k++)
        {
            var xa = TLane.Broadcast(*x);
            TLane.Accumulate(ref a0, xa, TLane.Load(w));
            if (TPanel.Registers > 1)
                TLane.Accumulate(ref a1, xa, TLane.Load(w + width));
            if (TPanel.Registers > 2)
                TLane.Accumulate(ref a2, xa, TLane.Load(w + 2 * width));
            x += xStep;
            w += wRow;
        }

        TLane.Store(a0, y);
        if (TPanel.Registers > 1)
            TLane.Store(a1, y + width);
        if (TPanel.Registers > 2)
            TLane.Store(a2, y + 2 * width);
    }
}
