using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <content>Panels of four registers.</content>
internal static unsafe partial class DenseProduct
{
    private static void WidePanel<TLane>(
        float* x, nint xRow, nint xStep, int depth, float* w, nint wRow, float* initial, nint initialRow, float* y, nint yRow, int rows)
        where TLane : unmanaged, ILane<TLane>
    {
        var threes = rows / 3;
        ThreeRows<TLane, Panel3>(x, xRow, xStep, depth, w, wRow, initial, initialRow, y, yRow, threes);
        var done = 3 * threes;
        if (rows - done == 2)
            ThreeRows<TLane, Panel2>(x + done * xRow, xRow, xStep, depth, w, wRow, initial + done * initialRow, initialRow, y + done * yRow, yRow, 1);
        else if (rows - done == 1)
            ThreeRows<TLane, Panel1>(x + done * xRow, xRow, xStep, depth, w, wRow, initial + done * initialRow, initialRow, y + done * yRow, yRow, 1);
    }

    // Three rows by four registers, with one register of W at a time: the three factors of a step stay, so that again sixteen
    // registers are filled exactly, and seven loads serve twelve multiply-adds.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThreeRows<TLane, TRows>(
        float* x, nint xRow, nint xStep, int depth, float* w, nint wRow, float* initial, nint initialRow, float* y, nint yRow, int tiles)
        where TLane : unmanaged, ILane<TLane>
        where TRows : struct, IPanel
    {
        var width = TLane.Count;
        for (; tiles > 0; tiles--)
        {
            TLane b0 = TLane.Zero, b1 = TLane.Zero, b2 = TLane.Zero, b3 = TLane.Zero;
            TLane c0 = TLane.Zero, c1 = TLane.Zero, c2 = TLane.Zero, c3 = TLane.Zero;
            var a0 = TLane.Load(initial);
            var a1 = TLane.Load(initial + width);
            var a2 = TLane.Load(initial + 2 * width);
            var a3 = TLane.Load(initial + 3 * width);
            if (TRows.Registers > 1)
            {
                b0 = TLane.Load(initial + initialRow);
                b1 = TLane.Load(initial + initialRow + width);
                b2 = TLane.Load(initial + initialRow + 2 * width);
                b3 = TLane.Load(initial + initialRow + 3 * width);
            }

            if (TRows.Registers > 2)
            {
                c0 = TLane.Load(initial + 2 * initialRow);
                c1 = TLane.Load(initial + 2 * initialRow + width);
                c2 = TLane.Load(initial + 2 * initialRow + 2 * width);
                c3 = TLane.Load(initial + 2 * initialRow + 3 * width);
            }

            var second = x + xRow;
            var third = second + xRow;
            nint at = 0;
            var weights = w;
            for (var k = 0; k < depth; k++)
            {
                TLane xb = TLane.Zero, xc = TLane.Zero;
                var xa = TLane.Broadcast(x[at]);
                if (TRows.Registers > 1)
                    xb = TLane.Broadcast(second[at]);
                if (TRows.Registers > 2)
                    xc = TLane.Broadcast(third[at]);

                var shared = TLane.Load(weights);
                TLane.Accumulate(ref a0, xa, shared);
                if (TRows.Registers > 1)
                    TLane.Accumulate(ref b0, xb, shared);
                if (TRows.Registers > 2)
                    TLane.Accumulate(ref c0, xc, shared);
                shared = TLane.Load(weights + width);
                TLane.Accumulate(ref a1, xa, shared);
                if (TRows.Registers > 1)
                    TLane.Accumulate(ref b1, xb, shared);
                if (TRows.Registers > 2)
                    TLane.Accumulate(ref c1, xc, shared);
                shared = TLane.Load(weights + 2 * width);
                TLane.Accumulate(ref a2, xa, shared);
                if (TRows.Registers > 1)
                    TLane.Accumulate(ref b2, xb, shared);
                if (TRows.Registers > 2)
                    TLane.Accumulate(ref c2, xc, shared);
                shared = TLane.Load(weights + 3 * width);
                TLane.Accumulate(ref a3, xa, shared);
                if (TRows.Registers > 1)
                    TLane.Accumulate(ref b3, xb, shared);
                if (TRows.Registers > 2)
                    TLane.Accumulate(ref c3, xc, shared);
                at += xStep;
                weights += wRow;
            }

            TLane.Store(a0, y);
            TLane.Store(a1, y + width);
            TLane.Store(a2, y + 2 * width);
            TLane.Store(a3, y + 3 * width);
            if (TRows.Registers > 1)
            {
                TLane.Store(b0, y + yRow);
                TLane.Store(b1, y + yRow + width);
                TLane.Store(b2, y + yRow + 2 * width);
                TLane.Store(b3, y + yRow + 3 * width);
            }

            if (TRows.Registers > 2)
            {
                TLane.Store(c0, y + 2 * yRow);
                TLane.Store(c1, y + 2 * yRow + width);
                TLane.Store(c2, y + 2 * yRow + 2 * width);
                TLane.Store(c3, y + 2 * yRow + 3 * width);
            }

            x += 3 * xRow;
            initial += 3 * initialRow;
            y += 3 * yRow;
        }
    }
}
