using System.Text.Json;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Devices;

/// <summary>
/// What engines have measured to be fastest on this machine's devices, in one JSON file. It is a cache: a file that cannot be
/// read counts as empty, and one that cannot be written is left as it is.
/// </summary>
/// <param name="path">The file, whether it is there or not.</param>
internal sealed class TuningFile(string path) : ITuningStore
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public string? Find(string key)
    {
        lock (_lock)
            return Read().GetValueOrDefault(key);
    }

    /// <inheritdoc/>
    public void Keep(string key, string value)
    {
        lock (_lock)
        {
            var all = Read();
            all[key] = value;
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                AtomicFile.WriteText(path, JsonSerializer.Serialize(all) + "\n");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadInputException)
            {
                System.Diagnostics.Trace.TraceInformation($"{path}: {e.Message}");
            }
        }
    }

    private SortedDictionary<string, string> Read()
    {
        try
        {
            return new(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [], StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }
}
