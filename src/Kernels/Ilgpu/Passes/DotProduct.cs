using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>Σ_j a[r, j] · b[s, j], eight terms at a time and in the same order everywhere.</summary>
internal static class DotProduct
{
    /// <summary>The product of row <paramref name="leftRow"/> with row <paramref name="rightRow"/>, of equal length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float OfRows(int model, ModelMatrix left, int leftRow, ModelMatrix right, int rightRow)
    {
        var length = left.Columns;
        var whole = length / Lanes.Count * Lanes.Count;
        Lanes lanes = default;
        for (var j = 0; j < whole; j += Lanes.Count)
            lanes.Add(left.Load(model, leftRow, j), right.Load(model, rightRow, j));
        var sum = lanes.Sum;
        for (var j = whole; j < length; j++)
            sum += left[model, leftRow, j] * right[model, rightRow, j];
        return sum;
    }
}
