using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>y_e = a · R[index_e]: inner products of one row with rows picked by index, such as v1·W1ᵀ at the marked inputs of a row.</summary>
internal static unsafe class PickedDots
{
    private const int MaxRegisters = 8;

    /// <summary>Computes all products.</summary>
    /// <param name="a">a.</param>
    /// <param name="index">Rows to pick.</param>
    /// <param name="rows">R.</param>
    /// <param name="stride">From a row of R to the next.</param>
    /// <param name="registers">Width of a and of R's rows in registers.</param>
    /// <param name="result">y.</param>
    public static void Compute<TLane>(float* a, ReadOnlySpan<int> index, float* rows, nint stride, int registers, float* result)
        where TLane : unmanaged, ILane<TLane>
    {
        fixed (int* first = index)
        {
            for (var done = 0; done < registers; done += MaxRegisters)
            {
                var offset = done * TLane.Count;
                var adds = done > 0;
                switch (Math.Min(MaxRegisters, registers - done))
                {
                    case 1: Panel<TLane, Panel1>(a + offset, first, index.Length, rows + offset, stride, adds, result); break;
                    case 2: Panel<TLane, Panel2>(a + offset, first, index.Length, rows + offset, stride, adds, result); break;
                    case 3: Panel<TLane, Panel3>(a + offset, first, index.Length, rows + offset, stride, adds, result); break;
                    case 4: Panel<TLane, Panel4>(a + offset, first, index.Length, rows + offset, stride, adds, result); break;
                    case 5: Panel<TLane, Panel5>(a + offset, first, index.Length, rows + offset, stride, adds, result); break;
                    case 6: Panel<TLane, Panel6>(a + offset, first, index.Length, rows + offset, stride, adds, result); break;
                    case 7: Panel<TLane, Panel7>(a + offset, first, index.Length, rows + offset, stride, adds, result); break;
                    default: Panel<TLane, Panel8>(a + offset, first, index.Length, rows + offset, stride, adds, result); break;
                }
            }
        }
    }

    // a stays in registers; four products at a time share the additions across lanes, and wait for one another's latency instead
    // of each for its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TLane, TPanel>(float* a, int* index, int count, float* rows, nint stride, bool adds, float* result)
        where TLane : unmanaged, ILane<TLane>
        where TPanel : struct, IPanel
    {
        TLane a1 = TLane.Zero, a2 = TLane.Zero, a3 = TLane.Zero;
        TLane a4 = TLane.Zero, a5 = TLane.Zero, a6 = TLane.Zero, a7 = TLane.Zero;
        var width = TLane.Count;
        var a0 = TLane.Load(a);
        if (TPanel.Registers > 1)
            a1 = TLane.Load(a + width);
        if (TPanel.Registers > 2)
            a2 = TLane.Load(a + 2 * width);
        if (TPanel.Registers > 3)
            a3 = TLane.Load(a + 3 * width);
        if (TPanel.Registers > 4)
            a4 = TLane.Load(a + 4 * width);
        if (TPanel.Registers > 5)
            a5 = TLane.Load(a + 5 * width);
        if (TPanel.Registers > 6)
            a6 = TLane.Load(a + 6 * width);
        if (TPanel.Registers > 7)
            a7 = TLane.Load(a + 7 * width);

        var sums = stackalloc float[4];
        for (var e = 0; e < count; e += 4)
        {
            // The last four repeat the last row instead of stopping short.
            var left = count - e;
            var r0 = rows + index[e] * stride;
            var r1 = rows + index[left > 1 ? e + 1 : e] * stride;
            var r2 = rows + index[left > 2 ? e + 2 : e] * stride;
            var r3 = rows + index[left > 3 ? e + 3 : e] * stride;
            var s0 = TLane.Multiply(a0, TLane.Load(r0));
            var s1 = TLane.Multiply(a0, TLane.Load(r1));
            var s2 = TLane.Multiply(a0, TLane.Load(r2));
            var s3 = TLane.Multiply(a0, TLane.Load(r3));
            if (TPanel.Registers > 1)
                Add(a1, width, r0, r1, r2, r3, ref s0, ref s1, ref s2, ref s3);
            if (TPanel.Registers > 2)
                Add(a2, 2 * width, r0, r1, r2, r3, ref s0, ref s1, ref s2, ref s3);
            if (TPanel.Registers > 3)
                Add(a3, 3 * width, r0, r1, r2, r3, ref s0, ref s1, ref s2, ref s3);
            if (TPanel.Registers > 4)
                Add(a4, 4 * width, r0, r1, r2, r3, ref s0, ref s1, ref s2, ref s3);
            if (TPanel.Registers > 5)
                Add(a5, 5 * width, r0, r1, r2, r3, ref s0, ref s1, ref s2, ref s3);
            if (TPanel.Registers > 6)
                Add(a6, 6 * width, r0, r1, r2, r3, ref s0, ref s1, ref s2, ref s3);
            if (TPanel.Registers > 7)
                Add(a7, 7 * width, r0, r1, r2, r3, ref s0, ref s1, ref s2, ref s3);

            if (left >= 4 && !adds)
            {
                TLane.StoreSums(s0, s1, s2, s3, result + e);
                continue;
            }

            TLane.StoreSums(s0, s1, s2, s3, sums);
            for (var i = 0; i < Math.Min(4, left); i++)
                result[e + i] = adds ? result[e + i] + sums[i] : sums[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLane>(
        TLane a, int offset, float* r0, float* r1, float* r2, float* r3, ref TLane s0, ref TLane s1, ref TLane s2, ref TLane s3)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane.Accumulate(ref s0, a, r0 + offset);
        TLane.Accumulate(ref s1, a, r1 + offset);
        TLane.Accumulate(ref s2, a, r2 + offset);
        TLane.Accumulate(ref s3, a, r3 + offset);
    }
}
