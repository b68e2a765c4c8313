using System.Globalization;
using RrrGpu.Host.Downloads;

namespace RrrGpu.Host.Output;

/// <summary>Progress of a download on standard error: a line every two seconds, and one at the end.</summary>
/// <param name="what">What is downloaded.</param>
internal sealed class DownloadDisplay(string what) : IProgress<DownloadProgress>
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(2);
    private readonly System.Diagnostics.Stopwatch _sinceLine = System.Diagnostics.Stopwatch.StartNew();

    public void Report(DownloadProgress value)
    {
        if (_sinceLine.Elapsed < s_lineInterval && value.Received != value.Total)
            return;
        _sinceLine.Restart();
        var of = value.Total is { } total ? $" of {Megabytes(total)}" : "";
        Console.Error.WriteLine($"{what}: {Megabytes(value.Received)}{of} MB");
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
}
