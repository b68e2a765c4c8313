namespace RrrGpu.Kernels.Tests.Ptx;

/// <summary>
/// <c>mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32</c>: D = A·B + C by 32 lanes, A of 16 × 8 values, B of 8 × 8. Who gives and gets which
/// value is as NVIDIA's "PTX ISA", section "Matrix Fragments for mma.m16n8k8", says: written down here once more, from there.
/// </summary>
internal static class TensorCore
{
    /// <summary>The instruction.</summary>
    public const string Operation = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32";

    private const int Lanes = 32;

    // Of a float32's bits those that TF32 lacks. A tensor core may do with them what it likes.
    private const ulong BitsTf32Lacks = 0x1FFF;

    /// <summary>What it makes of registers, each of so many lanes; warp after warp.</summary>
    /// <exception cref="InvalidOperationException">An operand is no value of TF32.</exception>
    public static ulong[][] MultiplyAdd(ulong[][] a, ulong[][] b, ulong[][] c)
    {
        if (a.Concat(b).SelectMany(static register => register).Any(static bits => (bits & BitsTf32Lacks) != 0))
            throw new InvalidOperationException("a factor that TF32 does not hold exactly");
        var d = Array.ConvertAll(c, static register => new ulong[register.Length]);
        for (var warp = 0; warp < d[0].Length; warp += Lanes)
        {
            var (left, right, sum) = (new double[16, 8], new double[8, 8], new double[16, 8]);
            for (var lane = 0; lane < Lanes; lane++)
            {
                for (var i = 0; i < 4; i++)
                    left[RowOfA(lane, i), ColumnOfA(lane, i)] = Value(a[i][warp + lane]);
                for (var i = 0; i < 2; i++)
                    right[RowOfB(lane, i), ColumnOfB(lane)] = Value(b[i][warp + lane]);
                for (var i = 0; i < 4; i++)
                    sum[RowOfC(lane, i), ColumnOfC(lane, i)] = Value(c[i][warp + lane]);
            }

            for (var row = 0; row < 16; row++)
            {
                for (var column = 0; column < 8; column++)
                {
                    for (var term = 0; term < 8; term++)
                        sum[row, column] += left[row, term] * right[term, column];
                }
            }

            for (var lane = 0; lane < Lanes; lane++)
            {
                for (var i = 0; i < 4; i++)
                    d[i][warp + lane] = BitConverter.SingleToUInt32Bits((float)sum[RowOfC(lane, i), ColumnOfC(lane, i)]);
            }
        }

        return d;
    }

    private static int RowOfA(int lane, int i) => i is 0 or 2 ? lane >> 2 : (lane >> 2) + 8;

    private static int ColumnOfA(int lane, int i) => i is 0 or 1 ? lane % 4 : lane % 4 + 4;

    private static int RowOfB(int lane, int i) => i == 0 ? lane % 4 : lane % 4 + 4;

    private static int ColumnOfB(int lane) => lane >> 2;

    private static int RowOfC(int lane, int i) => i < 2 ? lane >> 2 : (lane >> 2) + 8;

    private static int ColumnOfC(int lane, int i) => lane % 4 * 2 + (i & 1);

    private static double Value(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);
}
