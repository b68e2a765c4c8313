using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RrrGpu.Bench;

/// <summary>What a result must say about where it comes from.</summary>
internal static class Machine
{
    /// <summary>Names the commit where there is no git, as in a packed build.</summary>
    public const string CommitVariable = "RRR_COMMIT";

    /// <summary>The processor's name.</summary>
    public static string ProcessorName
    {
        get
        {
            const string cpuInfo = "/proc/cpuinfo";
            var line = File.Exists(cpuInfo)
                ? File.ReadLines(cpuInfo).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
                : null;
            return line?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture} processor";
        }
    }

    /// <summary>The folder that holds RrrGpu.sln, at or above the current one.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string FindRepository()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RrrGpu.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"{Directory.GetCurrentDirectory()}: RrrGpu.sln is neither here nor above; run inside the repository");
    }

    /// <summary>The commit that is checked out, or <c>unknown</c>.</summary>
    public static string Commit(string repository)
    {
        if (Environment.GetEnvironmentVariable(CommitVariable) is { Length: > 0 } named)
            return named;
        try
        {
            var start = new ProcessStartInfo("git", ["-C", repository, "rev-parse", "--short", "HEAD"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var git = Process.Start(start);
            var commit = git?.StandardOutput.ReadToEnd().Trim();
            git?.WaitForExit();
            return string.IsNullOrEmpty(commit) ? "unknown" : commit;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
