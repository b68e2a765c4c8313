using System.Text.Json;

namespace RrrGpu.Training;

/// <summary>Reads golden cases from a folder.</summary>
public static class GoldenCases
{
    /// <summary>Reads every <c>*.json</c> under <paramref name="directory"/>, sorted by the cases' names.</summary>
    /// <exception cref="GoldenCaseException">The folder is absent, cannot be read or holds no case, or a case is malformed.</exception>
    public static IReadOnlyList<GoldenCase> Read(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
            throw new GoldenCaseException($"{directory}: expected a folder of golden cases, found {(File.Exists(directory) ? "a file" : "nothing")}");
        var cases = ListFiles(directory).ConvertAll(ReadFile);
        if (cases.Count == 0)
            throw new GoldenCaseException($"{directory}: expected golden cases (*.json), found none");
        cases.Sort(static (a, b) =>
            string.CompareOrdinal(a.Name, b.Name) is var order and not 0 ? order : string.CompareOrdinal(a.File, b.File));
        return cases;
    }

    /// <summary>Reads one golden case.</summary>
    /// <exception cref="GoldenCaseException">The file cannot be read, or the case is malformed.</exception>
    public static GoldenCase ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return GoldenCaseParser.Parse(path, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new GoldenCaseException($"{path}: not valid JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GoldenCaseException($"{path}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static List<string> ListFiles(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, "*.json", SearchOption.AllDirectories)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GoldenCaseException($"{directory}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
