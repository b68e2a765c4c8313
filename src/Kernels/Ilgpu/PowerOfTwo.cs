using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>What an assembler does not see in a constant.</summary>
internal static class PowerOfTwo
{
    /// <summary>
    /// What is left of a number ≥ 0 divided by a power of two. Written <c>%</c>, ptxas makes it a division by way of a
    /// reciprocal, twenty instructions; ILGPU only turns quotients into shifts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Remainder(int value, int divisor) => value & (divisor - 1);
}
