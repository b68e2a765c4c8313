using System.Text.Json.Nodes;

namespace RrrGpu.Training.Tests.Verification;

/// <summary>A folder of golden cases that a test writes and then loses.</summary>
internal sealed class CaseFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("golden-").FullName;

    /// <summary>Writes a case or anything else under a name, which may lead into subfolders.</summary>
    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Writes a shipped case after a change.</summary>
    public string Write(string shipped, Action<JsonObject> change)
    {
        var golden = Shipped(shipped);
        change(golden);
        return Write(shipped + ".json", golden.ToJsonString());
    }

    /// <summary>The JSON of a case that ships with the program.</summary>
    public static JsonObject Shipped(string name)
    {
        var file = Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "golden"), name + ".json", SearchOption.AllDirectories).Single();
        return JsonNode.Parse(File.ReadAllText(file))!.AsObject();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
