using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace RrrGpu.Bench.Comparison;

/// <summary>A program run to its end for the one JSON document that it prints.</summary>
internal static class ChildProcess
{
    private const int ErrorLines = 3;

    /// <summary>What it printed.</summary>
    /// <exception cref="ChildProcessException">It does not start, takes too long, fails, or prints something else.</exception>
    public static JsonElement RunForJson(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start) ?? throw new ChildProcessException($"{program}: did not start");
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                throw new ChildProcessException($"{program}: stopped after {limit.TotalSeconds:0} s");
            }

            if (process.ExitCode != 0)
                throw new ChildProcessException($"{program}: exit {process.ExitCode}: {LastLines(errors.Result)}");
            return JsonDocument.Parse(output.Result).RootElement;
        }
        catch (Win32Exception e)
        {
            throw new ChildProcessException($"{program}: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new ChildProcessException($"{program}: expected one JSON document on standard output: {e.Message}", e);
        }
    }

    private static string LastLines(string text) =>
        string.Join(" / ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).TakeLast(ErrorLines));
}
