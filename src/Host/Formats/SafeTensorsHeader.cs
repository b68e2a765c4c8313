using System.Buffers.Binary;
using System.Text.Json;

namespace RrrGpu.Host.Formats;

/// <summary>Where one tensor lies, in bytes after the header.</summary>
internal sealed record SafeTensorsEntry(string Name, NumberType Type, int[] Shape, long Begin, long End);

/// <summary>The header of a safetensors file. Entries are in the order of the file and cover it without gap or overlap.</summary>
internal sealed record SafeTensorsHeader(IReadOnlyList<SafeTensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>What messages say was expected.</summary>
    public const string Expected = "a safetensors file";

    private const string MetadataName = "__metadata__";
    private const int MaxHeaderBytes = 100_000_000;

    private static readonly (string Name, NumberType Type)[] s_types =
        [("F32", NumberType.Float32), ("F64", NumberType.Float64), ("I64", NumberType.Int64)];

    /// <summary>Gives each tensor its place.</summary>
    /// <exception cref="ArgumentException">An array is of a type that is not written, or a name is empty or reserved.</exception>
    public static SafeTensorsHeader LayOut(SafeTensors content)
    {
        var entries = new List<SafeTensorsEntry>(content.Tensors.Count);
        long begin = 0;
        foreach (var (name, array) in content.Tensors.OrderByDescending(t => t.Value.Type.Size()))
        {
            if (name.Length == 0 || name == MetadataName)
                throw new ArgumentException($"safetensors: expected a tensor name other than '{name}'");
            if (!Array.Exists(s_types, t => t.Type == array.Type))
                throw new ArgumentException($"safetensors: tensor '{name}': expected float32, float64 or int64, got {array.Type}");
            var end = begin + (long)array.Values.Length * array.Type.Size();
            entries.Add(new SafeTensorsEntry(name, array.Type, array.Shape, begin, end));
            begin = end;
        }

        return new SafeTensorsHeader(entries, content.Metadata);
    }

    /// <summary>Writes the length and the JSON.</summary>
    public void WriteHeader(Stream stream)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
            WriteJson(writer);
        while (json.Length % 8 != 0)
            json.WriteByte((byte)' ');
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        stream.Write(length);
        json.WriteTo(stream);
    }

    /// <summary>Reads and checks the header of a file and leaves the stream at the first tensor.</summary>
    /// <exception cref="BadInputException">It is not as the format has it.</exception>
    public static SafeTensorsHeader Read(FileStream file, string path)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw BadInputException.At(path, Expected, FormattableString.Invariant($"{file.Length} bytes in all: the file is truncated"));
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderBytes || (long)length > file.Length - 8)
            throw BadInputException.At(path, Expected, FormattableString.Invariant($"a header length of {length} in a file of {file.Length} bytes: it is truncated or of another kind"));
        var json = new byte[length];
        file.ReadExactly(json);
        try
        {
            // The format forbids names that occur twice.
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var header = Parse(document.RootElement);
            header.RequireCoverage(file.Length - 8 - (long)length);
            return header;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // Names that are no text, such as half a surrogate pair, are an invalid operation to the parser.
            throw BadInputException.At(path, Expected, e is FormatException ? e.Message : $"a header that is not JSON ({e.Message})", e);
        }
    }

    private static SafeTensorsHeader Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException("a header that is not a JSON object");
        var entries = new List<SafeTensorsEntry>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name != MetadataName)
                entries.Add(ParseEntry(property.Name, property.Value));
            else
                ParseMetadata(property.Value, metadata);
        }

        entries.Sort(static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        return new SafeTensorsHeader(entries, metadata);
    }

    private static void ParseMetadata(JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{MetadataName} that is not a map of strings");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw new FormatException($"{MetadataName} in which '{property.Name}' is not a string");
            metadata.Add(property.Name, property.Value.GetString()!);
        }
    }

    private static SafeTensorsEntry ParseEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shapes) || ParseNumbers(shapes) is not { } shape
            || !value.TryGetProperty("data_offsets", out var offsets) || ParseNumbers(offsets) is not [var begin, var end])
        {
            throw new FormatException($"tensor '{name}' without a usable dtype, shape and data_offsets");
        }

        var index = Array.FindIndex(s_types, t => t.Name == dtype.GetString());
        if (index < 0)
            throw new FormatException($"tensor '{name}' of type {dtype.GetString()}, which is none of F32, F64, I64");
        var type = s_types[index].Type;
        var lengths = Array.ConvertAll(shape, static l => (int)Math.Min(l, int.MaxValue));
        var count = NumberTypes.CountOf(lengths);
        if (count < 0 || count * type.Size() > Array.MaxLength)
            throw new FormatException($"tensor '{name}' of shape {NumberArray.Describe(lengths)}, which is more than fits");
        if (begin > end || end - begin != count * type.Size())
            throw new FormatException(FormattableString.Invariant($"tensor '{name}' at bytes {begin} to {end}, which does not hold shape {NumberArray.Describe(lengths)}"));
        return new SafeTensorsEntry(name, type, lengths, begin, end);
    }

    /// <summary>An array of whole numbers of at least 0, or null.</summary>
    private static long[]? ParseNumbers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var numbers = new long[value.GetArrayLength()];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (value[i].ValueKind != JsonValueKind.Number || !value[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
                return null;
        }

        return numbers;
    }

    private void RequireCoverage(long bytes)
    {
        long covered = 0;
        foreach (var entry in Entries)
        {
            if (entry.Begin != covered)
                throw new FormatException(FormattableString.Invariant($"tensor '{entry.Name}' at byte {entry.Begin} where byte {covered} is next"));
            covered = entry.End;
        }

        if (covered != bytes)
            throw new FormatException(FormattableString.Invariant($"{bytes} bytes of values where the header announces {covered}"));
    }

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Metadata.Count > 0)
        {
            writer.WriteStartObject(MetadataName);
            foreach (var (key, value) in Metadata)
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }

        foreach (var entry in Entries)
        {
            writer.WriteStartObject(entry.Name);
            writer.WriteString("dtype", Array.Find(s_types, t => t.Type == entry.Type).Name);
            writer.WriteStartArray("shape");
            foreach (var length in entry.Shape)
                writer.WriteNumberValue(length);
            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(entry.Begin);
            writer.WriteNumberValue(entry.End);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
