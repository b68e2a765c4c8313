namespace RrrGpu.Host.Formats;

/// <summary>The types of number that files hold.</summary>
internal enum NumberType
{
    Boolean,
    UInt8,
    Int8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float16,
    Float32,
    Float64,
}

/// <summary>What a <see cref="NumberType"/> is in memory, and how many numbers a shape has.</summary>
internal static class NumberTypes
{
    private static readonly Type[] s_elements =
    [
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(Half), typeof(float), typeof(double),
    ];

    /// <summary>Bytes a number.</summary>
    public static int Size(this NumberType type) => type switch
    {
        NumberType.Boolean or NumberType.UInt8 or NumberType.Int8 => 1,
        NumberType.Int16 or NumberType.UInt16 or NumberType.Float16 => 2,
        NumberType.Int32 or NumberType.UInt32 or NumberType.Float32 => 4,
        _ => 8,
    };

    /// <summary>
    /// The type of an array's numbers. It is told by the exact element type: a type test would take an sbyte[] for a byte[].
    /// </summary>
    /// <exception cref="ArgumentException">It holds something else.</exception>
    public static NumberType Of(Array values)
    {
        var index = Array.IndexOf(s_elements, values.GetType().GetElementType());
        if (index < 0 || values.Rank != 1)
            throw new ArgumentException($"array: expected a one-dimensional array of numbers, got {values.GetType()}", nameof(values));
        return (NumberType)index;
    }

    /// <summary>
    /// The product of a shape's dimensions, or −1 where one is negative or the product exceeds what an array can hold.
    /// </summary>
    public static long CountOf(ReadOnlySpan<int> shape)
    {
        if (shape.Contains(0))
            return shape.ContainsAnyInRange(int.MinValue, -1) ? -1 : 0;
        long count = 1;
        foreach (var length in shape)
        {
            count *= length;
            if (length < 0 || count > Array.MaxLength)
                return -1;
        }

        return count;
    }
}
