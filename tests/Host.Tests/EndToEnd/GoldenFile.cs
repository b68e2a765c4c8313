namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>One of the golden cases that ship with the command, for tests to damage.</summary>
internal static class GoldenFile
{
    public static string Read() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "loss", "loss-log-sum-l2.json"));
}
