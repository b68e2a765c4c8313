using System.Text.Json;

namespace RrrGpu.Training;

/// <summary>A value in a golden case's JSON that knows where it stands, so that what is wrong with it can be said in one line.</summary>
internal readonly record struct GoldenField(string File, string Path, JsonElement Element)
{
    /// <summary>The member <paramref name="name"/>, which must be there and not be null.</summary>
    public GoldenField Required(string name) =>
        Optional(name) ?? throw Problem($"expected a field \"{name}\", found none");

    /// <summary>The member <paramref name="name"/>; null where it is absent or null.</summary>
    public GoldenField? Optional(string name)
    {
        RequireObject();
        return Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new GoldenField(File, Path.Length == 0 ? name : $"{Path}.{name}", value)
            : null;
    }

    /// <summary>All members that are not null.</summary>
    public IEnumerable<(string Name, GoldenField Value)> Members()
    {
        RequireObject();
        foreach (var member in Element.EnumerateObject())
        {
            if (Optional(member.Name) is { } value)
                yield return (member.Name, value);
        }
    }

    /// <summary>This value as text.</summary>
    public string Text() =>
        Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw Problem($"expected text, got {Describe()}");

    /// <summary>This value as a whole number of at least <paramref name="minimum"/>.</summary>
    public int Whole(int minimum)
    {
        var number = Number();
        return number >= minimum && number <= int.MaxValue && double.IsInteger(number)
            ? (int)number
            : throw Problem($"expected a whole number of at least {minimum}, got {Describe()}");
    }

    /// <summary>This value as a finite number; true and false count as 1 and 0.</summary>
    public double Number()
    {
        var number = Element.ValueKind switch
        {
            JsonValueKind.Number => Element.TryGetDouble(out var value) ? value : double.NaN,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => double.NaN,
        };
        return double.IsFinite(number) ? number : throw Problem($"expected a finite number, got {Describe()}");
    }

    /// <summary>This value as a number that float32 can hold.</summary>
    public float Single()
    {
        var single = (float)Number();
        return float.IsFinite(single) ? single : throw Problem($"expected a number within float32, got {Describe()}");
    }

    /// <summary>Nested arrays of exactly the given dimensions as one row-major array; without dimensions, a single number.</summary>
    public double[] Tensor(params ReadOnlySpan<int> dimensions)
    {
        var values = new List<double>();
        AppendTo(values, dimensions, static field => field.Number());
        return [.. values];
    }

    /// <summary>As <see cref="Tensor"/>, of numbers that float32 can hold.</summary>
    public float[] SingleTensor(params ReadOnlySpan<int> dimensions)
    {
        var values = new List<float>();
        AppendTo(values, dimensions, static field => field.Single());
        return [.. values];
    }

    /// <summary>How deep arrays are nested here: 0 for anything else, judged by first elements.</summary>
    public int Depth
    {
        get
        {
            var depth = 0;
            for (var element = Element; element.ValueKind == JsonValueKind.Array; element = element[0])
            {
                depth++;
                if (element.GetArrayLength() == 0)
                    break;
            }

            return depth;
        }
    }

    /// <summary>Whether this is an array without elements.</summary>
    public bool IsEmptyArray => Element.ValueKind == JsonValueKind.Array && Element.GetArrayLength() == 0;

    /// <summary>The elements of this array, whatever their number.</summary>
    public GoldenField[] Elements()
    {
        if (Element.ValueKind != JsonValueKind.Array)
            throw Problem($"expected an array, got {Describe()}");
        var elements = new GoldenField[Element.GetArrayLength()];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = new GoldenField(File, $"{Path}[{i}]", Element[i]);
        return elements;
    }

    /// <summary>The exception that says <paramref name="what"/> is wrong with this value.</summary>
    public GoldenCaseException Problem(string what) => new(Path.Length == 0 ? $"{File}: {what}" : $"{File}: {Path}: {what}");

    private void AppendTo<T>(List<T> values, ReadOnlySpan<int> dimensions, Func<GoldenField, T> read)
    {
        if (dimensions.IsEmpty)
        {
            values.Add(read(this));
            return;
        }

        var elements = Elements();
        if (elements.Length != dimensions[0])
            throw Problem($"expected {dimensions[0]} elements, got {elements.Length}");
        foreach (var element in elements)
            element.AppendTo(values, dimensions[1..], read);
    }

    private void RequireObject()
    {
        if (Element.ValueKind != JsonValueKind.Object)
            throw Problem($"expected an object, got {Describe()}");
    }

    private string Describe() => Element.ValueKind switch
    {
        JsonValueKind.Array => $"an array of {Element.GetArrayLength()}",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        JsonValueKind.Undefined => "nothing",
        _ => Shortened(Element.GetRawText()),
    };

    private static string Shortened(string text) =>
        (text.Length <= 40 ? text : text[..40] + "…").ReplaceLineEndings(" ");
}
