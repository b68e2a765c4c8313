using System.Globalization;
using System.Numerics;

namespace RrrGpu.Host.Formats;

/// <summary>An array as files hold it: numbers of one type in C order (the last index runs fastest) and a shape.</summary>
public sealed class NumberArray
{
    /// <summary>Wraps values without copying.</summary>
    /// <param name="values">An array of bool, (s)byte, (u)short, (u)int, (u)long, Half, float or double.</param>
    /// <param name="shape">The length of each dimension; none for a single number.</param>
    /// <exception cref="ArgumentException">The type is another one, or the shape has another number of values.</exception>
    public NumberArray(Array values, params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        Type = NumberTypes.Of(values);
        if (NumberTypes.CountOf(shape) is var count && count != values.Length)
            throw new ArgumentException($"array: expected {count} values for shape {Describe(shape)}, got {values.Length}");
        Values = values;
        Shape = shape;
    }

    /// <summary>The values, a one-dimensional array of a number type.</summary>
    public Array Values { get; }

    /// <summary>The length of each dimension.</summary>
    public int[] Shape { get; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Shape.Length;

    /// <summary>The shape for a message: <c>60000 × 28 × 28</c>.</summary>
    public string ShapeText => Describe(Shape);

    internal NumberType Type { get; }

    /// <summary>
    /// The values as float32: the array itself where it holds float32, a new one otherwise. Numbers that float32 cannot hold
    /// are rounded; those beyond its range become infinite.
    /// </summary>
    public float[] ToSingles() => Type switch
    {
        NumberType.Boolean => Array.ConvertAll((bool[])Values, static v => v ? 1f : 0f),
        NumberType.UInt8 => Convert((byte[])Values),
        NumberType.Int8 => Convert((sbyte[])Values),
        NumberType.Int16 => Convert((short[])Values),
        NumberType.UInt16 => Convert((ushort[])Values),
        NumberType.Int32 => Convert((int[])Values),
        NumberType.UInt32 => Convert((uint[])Values),
        NumberType.Int64 => Convert((long[])Values),
        NumberType.UInt64 => Convert((ulong[])Values),
        NumberType.Float16 => Convert((Half[])Values),
        NumberType.Float64 => Convert((double[])Values),
        _ => (float[])Values,
    };

    /// <summary>The index of the first NaN or infinity, or −1 where there is none.</summary>
    public int IndexOfNonFinite() => Type switch
    {
        NumberType.Float16 => Array.FindIndex((Half[])Values, static v => !Half.IsFinite(v)),
        NumberType.Float32 => Array.FindIndex((float[])Values, static v => !float.IsFinite(v)),
        NumberType.Float64 => Array.FindIndex((double[])Values, static v => !double.IsFinite(v)),
        _ => -1,
    };

    /// <summary>A shape for a message: <c>60000 × 784</c>; a single number is <c>()</c>, one dimension <c>(784)</c>.</summary>
    internal static string Describe(ReadOnlySpan<int> shape)
    {
        if (shape.Length < 2)
            return shape.IsEmpty ? "()" : $"({shape[0].ToString(CultureInfo.InvariantCulture)})";
        return string.Join(" × ", shape.ToArray());
    }

    private static float[] Convert<T>(T[] values)
        where T : INumber<T> => Array.ConvertAll(values, float.CreateTruncating);
}
