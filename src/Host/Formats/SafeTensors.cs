namespace RrrGpu.Host.Formats;

/// <summary>Named arrays and a map of strings, as a safetensors file holds them.</summary>
/// <param name="Tensors">The arrays by name: float32, float64 or int64.</param>
/// <param name="Metadata">The strings of <c>__metadata__</c>; empty where it has none.</param>
public sealed record SafeTensors(IReadOnlyDictionary<string, NumberArray> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>
    /// Writes a file, whole or not at all: the length of the header as 64 bits, the header as JSON, padded with spaces to a
    /// multiple of 8 bytes, and the values, 8-byte types first so that each begins at a multiple of its size.
    /// </summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    /// <exception cref="ArgumentException">An array is of a type that is not written, or a name is empty or reserved.</exception>
    public void Write(string path)
    {
        var layout = SafeTensorsHeader.LayOut(this);
        AtomicFile.Write(path, stream =>
        {
            layout.WriteHeader(stream);
            foreach (var entry in layout.Entries)
                NumberBlock.WriteLittleEndian(stream, Tensors[entry.Name]);
        });
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="BadInputException">
    /// The file is missing, unreadable or truncated, its header is not as the format has it, or a value is not finite.
    /// </exception>
    /// <param name="path">The file.</param>
    /// <param name="allowNonFinite">Whether NaN and infinities are values like any other.</param>
    public static SafeTensors Read(string path, bool allowNonFinite = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = InputFile.Open(path, SafeTensorsHeader.Expected);
        try
        {
            var header = SafeTensorsHeader.Read(file, path);
            var tensors = new Dictionary<string, NumberArray>(header.Entries.Count);
            // Entries lie one after another in the file, so that reading never goes back.
            foreach (var entry in header.Entries)
            {
                var count = NumberTypes.CountOf(entry.Shape);
                var (values, _) = NumberBlock.Read(file, entry.Type, count, count * entry.Type.Size());
                if (values is null)
                    throw BadInputException.At(path, SafeTensorsHeader.Expected, $"a file that became shorter while it was read, in tensor '{entry.Name}'");
                var array = new NumberArray(values, entry.Shape);
                if (!allowNonFinite && array.IndexOfNonFinite() is var index && index >= 0)
                    throw BadInputException.At(path, $"finite numbers in tensor '{entry.Name}'", FormattableString.Invariant($"{values.GetValue(index)} at index {index}"));
                tensors.Add(entry.Name, array);
            }

            return new SafeTensors(tensors, header.Metadata);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, SafeTensorsHeader.Expected, e);
        }
    }
}
