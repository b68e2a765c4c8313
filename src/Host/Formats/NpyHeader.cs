using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RrrGpu.Host.Formats;

/// <summary>
/// The header of a .npy file: a Python dictionary with the keys <c>descr</c>, <c>fortran_order</c> and <c>shape</c>
/// (NumPy enhancement proposal 1).
/// </summary>
internal sealed partial record NpyHeader(NumberType Type, bool IsBigEndian, bool IsFortranOrder, int[] Shape)
{
    private static readonly Dictionary<string, NumberType> s_types = new()
    {
        ["b1"] = NumberType.Boolean,
        ["u1"] = NumberType.UInt8,
        ["i1"] = NumberType.Int8,
        ["i2"] = NumberType.Int16,
        ["u2"] = NumberType.UInt16,
        ["i4"] = NumberType.Int32,
        ["u4"] = NumberType.UInt32,
        ["i8"] = NumberType.Int64,
        ["u8"] = NumberType.UInt64,
        ["f2"] = NumberType.Float16,
        ["f4"] = NumberType.Float32,
        ["f8"] = NumberType.Float64,
    };

    /// <summary>Parses the dictionary's text.</summary>
    /// <exception cref="FormatException">It is not such a dictionary; the message says what came, ready to follow "got".</exception>
    public static NpyHeader Parse(string text)
    {
        var description = Descr().Match(text);
        var order = FortranOrder().Match(text);
        var shape = ShapeTuple().Match(text);
        if (!text.TrimStart().StartsWith('{') || !text.TrimEnd().EndsWith('}') || !order.Success || !shape.Success)
            throw new FormatException("a header without descr, fortran_order and shape");
        if (!description.Success || !s_types.TryGetValue(description.Groups["type"].Value, out var type))
            throw new FormatException("elements that are not booleans, integers or floats: " + text.Trim());
        return new NpyHeader(
            type,
            description.Groups["order"].Value == ">",
            order.Groups["value"].Value == "True",
            ParseShape(shape.Groups["lengths"].Value));
    }

    /// <summary>The dictionary's text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{'descr': '");
        text.Append(Type.Size() == 1 ? '|' : IsBigEndian ? '>' : '<');
        text.Append(s_types.First(t => t.Value == Type).Key);
        text.Append("', 'fortran_order': ").Append(IsFortranOrder ? "True" : "False").Append(", 'shape': (");
        foreach (var length in Shape)
            text.Append(CultureInfo.InvariantCulture, $"{length}, ");
        if (Shape.Length > 0)
            text.Length -= Shape.Length == 1 ? 1 : 2;
        return text.Append("), }").ToString();
    }

    private static int[] ParseShape(string lengths)
    {
        var parts = lengths.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shape = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            // Python 2 wrote long integers with an L behind them.
            if (!int.TryParse(parts[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
                throw new FormatException($"a header with the shape ({lengths})");
        }

        return shape;
    }

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""](?<order>[<>=|]?)(?<type>[a-z]\d)['""]")]
    private static partial Regex Descr();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(?<value>True|False)")]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\((?<lengths>[^()]*)\)")]
    private static partial Regex ShapeTuple();
}
