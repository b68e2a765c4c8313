using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Four neighbouring values, read and written as one 16-byte word where a view of quads holds them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Quad
{
    /// <summary>How many values there are.</summary>
    public const int Count = 4;

    public float X;
    public float Y;
    public float Z;
    public float W;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quad(float x, float y, float z, float w) => (X, Y, Z, W) = (x, y, z, w);

    /// <summary>The values added up, in a fixed order.</summary>
    public readonly float Sum
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => X + Y + (Z + W);
    }

    /// <summary>Quads that hold <paramref name="values"/> values.</summary>
    public static int Of(int values) => (values + Count - 1) / Count;

    /// <summary>Adds <paramref name="factor"/> · <paramref name="other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float factor, Quad other)
    {
        X += factor * other.X;
        Y += factor * other.Y;
        Z += factor * other.Z;
        W += factor * other.W;
    }

    /// <summary>Adds <paramref name="other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Quad other)
    {
        X += other.X;
        Y += other.Y;
        Z += other.Z;
        W += other.W;
    }

    /// <summary>max(0, ·) of each value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Rectify()
    {
        X = IntrinsicMath.Max(X, 0f);
        Y = IntrinsicMath.Max(Y, 0f);
        Z = IntrinsicMath.Max(Z, 0f);
        W = IntrinsicMath.Max(W, 0f);
    }

    /// <summary>Keeps the values where <paramref name="pattern"/> is positive, and sets the others to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Gate(Quad pattern)
    {
        X = pattern.X > 0f ? X : 0f;
        Y = pattern.Y > 0f ? Y : 0f;
        Z = pattern.Z > 0f ? Z : 0f;
        W = pattern.W > 0f ? W : 0f;
    }
}
