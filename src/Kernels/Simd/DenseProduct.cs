using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Y = Y₀ + X·W for the small layers, tiled two rows by four registers. X is read through two strides, so that the same kernel
/// serves X and Xᵀ. Every element is one chain of multiply-adds in the order of k, whatever the tiling.
/// </summary>
internal static unsafe class DenseProduct
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
        for (var done = 0; done < registers; done += 4)
        {
            var offset = done * TLane.Count;
            switch (registers - done)
            {
                case 1: Panel<TLane, Panel1>(x, xRow, xStep, depth, w + offset, wRow, initial + offset, initialRow, y + offset, yRow, rows); break;
                case 2: Panel<TLane, Panel2>(x, xRow, xStep, depth, w + offset, wRow, initial + offset, initialRow, y + offset, yRow, rows); break;
                case 3: Panel<TLane, Panel3>(x, xRow, xStep, depth, w + offset, wRow, initial + offset, initialRow, y + offset, yRow, rows); break;
                default: Panel<TLane, Panel4>(x, xRow, xStep, depth, w + offset, wRow, initial + offset, initialRow, y + offset, yRow, rows); break;
            }
        }
    }

    private static void Panel<TLane, TPanel>(
        float* x, nint xRow, nint xStep, int depth, float* w, nint wRow, float* initial, nint initialRow, float* y, nint yRow, int rows)
        where TLane : unmanaged, ILane<TLane>
        where TPanel : struct, IPanel
    {
        var r = 0;
        for (; r + 2 <= rows; r += 2)
            TwoRows<TLane, TPanel>(x + r * xRow, xRow, xStep, depth, w, wRow, initial + r * initialRow, initialRow, y + r * yRow, yRow);
        if (r < rows)
            OneRow<TLane, TPanel>(x + r * xRow, xStep, depth, w, wRow, initial + r * initialRow, y + r * yRow);
    }

    // Two rows by four registers: eight independent chains, which is what hides the latency of two fused multiply-adds a cycle,
    // for four loads of W and two of X.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoRows<TLane, TPanel>(
        float* x, nint xRow, nint xStep, int depth, float* w, nint wRow, float* initial, nint initialRow, float* y, nint yRow)
        where TLane : unmanaged, ILane<TLane>
        where TPanel : struct, IPanel
    {
        TLane a1 = TLane.Zero, a2 = TLane.Zero, a3 = TLane.Zero;
        TLane b1 = TLane.Zero, b2 = TLane.Zero, b3 = TLane.Zero;
        var width = TLane.Count;
        var a0 = TLane.Load(initial);
        var b0 = TLane.Load(initial + initialRow);
        if (TPanel.Registers > 1)
        {
            a1 = TLane.Load(initial + width);
            b1 = TLane.Load(initial + initialRow + width);
        }

        if (TPanel.Registers > 2)
        {
            a2 = TLane.Load(initial + 2 * width);
            b2 = TLane.Load(initial + initialRow + 2 * width);
        }

        if (TPanel.Registers > 3)
        {
            a3 = TLane.Load(initial + 3 * width);
            b3 = TLane.Load(initial + initialRow + 3 * width);
        }

        var second = x + xRow;
        for (var k = 0; k < depth; k++)
        {
            var xa = TLane.Broadcast(*x);
            var xb = TLane.Broadcast(*second);
            var w0 = TLane.Load(w);
            a0 = TLane.MultiplyAdd(xa, w0, a0);
            b0 = TLane.MultiplyAdd(xb, w0, b0);
            if (TPanel.Registers > 1)
            {
                var w1 = TLane.Load(w + width);
                a1 = TLane.MultiplyAdd(xa, w1, a1);
                b1 = TLane.MultiplyAdd(xb, w1, b1);
            }

            if (TPanel.Registers > 2)
            {
                var w2 = TLane.Load(w + 2 * width);
                a2 = TLane.MultiplyAdd(xa, w2, a2);
                b2 = TLane.MultiplyAdd(xb, w2, b2);
            }

            if (TPanel.Registers > 3)
            {
                var w3 = TLane.Load(w + 3 * width);
                a3 = TLane.MultiplyAdd(xa, w3, a3);
                b3 = TLane.MultiplyAdd(xb, w3, b3);
            }

            x += xStep;
            second += xStep;
            w += wRow;
        }

        TLane.Store(a0, y);
        TLane.Store(b0, y + yRow);
        if (TPanel.Registers > 1)
        {
            TLane.Store(a1, y + width);
            TLane.Store(b1, y + yRow + width);
        }

        if (TPanel.Registers > 2)
        {
            TLane.Store(a2, y + 2 * width);
            TLane.Store(b2, y + yRow + 2 * width);
        }

        if (TPanel.Registers > 3)
        {
            TLane.Store(a3, y + 3 * width);
            TLane.Store(b3, y + yRow + 3 * width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<TLane, TPanel>(
        float* x, nint xStep, int depth, float* w, nint wRow, float* initial, float* y)
        where TLane : unmanaged, ILane<TLane>
        where TPanel : struct, IPanel
    {
        TLane a1 = TLane.Zero, a2 = TLane.Zero, a3 = TLane.Zero;
        var width = TLane.Count;
        var a0 = TLane.Load(initial);
        if (TPanel.Registers > 1)
            a1 = TLane.Load(initial + width);
        if (TPanel.Registers > 2)
            a2 = TLane.Load(initial + 2 * width);
        if (TPanel.Registers > 3)
            a3 = TLane.Load(initial + 3 * width);
        for (var k = 0; k < depth; k++)
        {
            var xa = TLane.Broadcast(*x);
            a0 = TLane.MultiplyAdd(xa, TLane.Load(w), a0);
            if (TPanel.Registers > 1)
                a1 = TLane.MultiplyAdd(xa, TLane.Load(w + width), a1);
            if (TPanel.Registers > 2)
                a2 = TLane.MultiplyAdd(xa, TLane.Load(w + 2 * width), a2);
            if (TPanel.Registers > 3)
                a3 = TLane.MultiplyAdd(xa, TLane.Load(w + 3 * width), a3);
            x += xStep;
            w += wRow;
        }

        TLane.Store(a0, y);
        if (TPanel.Registers > 1)
            TLane.Store(a1, y + width);
        if (TPanel.Registers > 2)
            TLane.Store(a2, y + 2 * width);
        if (TPanel.Registers > 3)
            TLane.Store(a3, y + 3 * width);
    }
}
