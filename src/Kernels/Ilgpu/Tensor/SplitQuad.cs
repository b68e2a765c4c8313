using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Tensor;

/// <summary>
/// Four values as sums of two that TF32 holds, which has 11 bits of a float32's 24: the value rounded to the nearest, and what that left
/// out, cut off. The first takes off all but 12 bits, so that the sum of both is no more than one unit in the 24th bit away: 2⁻²³ of the value.
/// </summary>
internal readonly struct SplitQuad
{
    // Of a float32's 23 bits behind the point TF32 has the upper 10.
    private const uint KeptBits = 0xFFFFE000;
    private const uint HalfOfLastKept = 0x1000;

    public readonly Quad High;
    public readonly Quad Low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SplitQuad(Quad values)
    {
        High = new Quad(Rounded(values.X), Rounded(values.Y), Rounded(values.Z), Rounded(values.W));
        Low = new Quad(Cut(values.X - High.X), Cut(values.Y - High.Y), Cut(values.Z - High.Z), Cut(values.W - High.W));
    }

    /// <summary>The nearest value of TF32, of two the one further from zero; what cvt.rna.tf32 does with a number, in an instruction less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Rounded(float value) => Interop.IntAsFloat((Interop.FloatAsInt(value) + HalfOfLastKept) & KeptBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Cut(float value) => Interop.IntAsFloat(Interop.FloatAsInt(value) & KeptBits);
}
