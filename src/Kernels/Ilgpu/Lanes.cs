using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// Eight neighbouring columns that one thread holds in registers. Compilers for processors turn them into one vector;
/// on a GPU they are eight independent chains that share each operand read.
/// </summary>
internal struct Lanes
{
    /// <summary>How many columns there are.</summary>
    public const int Count = 8;

    public float V0;
    public float V1;
    public float V2;
    public float V3;
    public float V4;
    public float V5;
    public float V6;
    public float V7;

    /// <summary>The columns added up, in a fixed order.</summary>
    public readonly float Sum
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V0 + V4 + (V2 + V6) + (V1 + V5 + (V3 + V7));
    }

    /// <summary>The eight values from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Load(ArrayView<float> values, long index)
    {
        Lanes lanes;
        lanes.V0 = values[index];
        lanes.V1 = values[index + 1];
        lanes.V2 = values[index + 2];
        lanes.V3 = values[index + 3];
        lanes.V4 = values[index + 4];
        lanes.V5 = values[index + 5];
        lanes.V6 = values[index + 6];
        lanes.V7 = values[index + 7];
        return lanes;
    }

    /// <summary>Adds <paramref name="factor"/> · <paramref name="other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float factor, Lanes other)
    {
        V0 += factor * other.V0;
        V1 += factor * other.V1;
        V2 += factor * other.V2;
        V3 += factor * other.V3;
        V4 += factor * other.V4;
        V5 += factor * other.V5;
        V6 += factor * other.V6;
        V7 += factor * other.V7;
    }

    /// <summary>Adds <paramref name="left"/> ∘ <paramref name="right"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Lanes left, Lanes right)
    {
        V0 += left.V0 * right.V0;
        V1 += left.V1 * right.V1;
        V2 += left.V2 * right.V2;
        V3 += left.V3 * right.V3;
        V4 += left.V4 * right.V4;
        V5 += left.V5 * right.V5;
        V6 += left.V6 * right.V6;
        V7 += left.V7 * right.V7;
    }

    /// <summary>Adds <paramref name="other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Lanes other)
    {
        V0 += other.V0;
        V1 += other.V1;
        V2 += other.V2;
        V3 += other.V3;
        V4 += other.V4;
        V5 += other.V5;
        V6 += other.V6;
        V7 += other.V7;
    }

    /// <summary>max(0, ·) of each column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Rectify()
    {
        V0 = IntrinsicMath.Max(V0, 0f);
        V1 = IntrinsicMath.Max(V1, 0f);
        V2 = IntrinsicMath.Max(V2, 0f);
        V3 = IntrinsicMath.Max(V3, 0f);
        V4 = IntrinsicMath.Max(V4, 0f);
        V5 = IntrinsicMath.Max(V5, 0f);
        V6 = IntrinsicMath.Max(V6, 0f);
        V7 = IntrinsicMath.Max(V7, 0f);
    }

    /// <summary>Keeps the columns in which <paramref name="pattern"/> is positive, and sets the others to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Gate(Lanes pattern)
    {
        V0 = pattern.V0 > 0f ? V0 : 0f;
        V1 = pattern.V1 > 0f ? V1 : 0f;
        V2 = pattern.V2 > 0f ? V2 : 0f;
        V3 = pattern.V3 > 0f ? V3 : 0f;
        V4 = pattern.V4 > 0f ? V4 : 0f;
        V5 = pattern.V5 > 0f ? V5 : 0f;
        V6 = pattern.V6 > 0f ? V6 : 0f;
        V7 = pattern.V7 > 0f ? V7 : 0f;
    }

    /// <summary>Column <paramref name="lane"/>, 0…7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float At(int lane)
    {
        var low = lane < 2 ? (lane == 0 ? V0 : V1) : (lane == 2 ? V2 : V3);
        var high = lane < 6 ? (lane == 4 ? V4 : V5) : (lane == 6 ? V6 : V7);
        return lane < 4 ? low : high;
    }
}
