using RrrGpu.Kernels;

namespace RrrGpu.Host.Reports;

/// <summary>A kind of stored run that a report can be written of.</summary>
internal interface IReportSource
{
    /// <summary>What it reads, for the message where a path is something else: "a folder that … wrote".</summary>
    string Reads { get; }

    /// <summary>Whether the file or folder is of this kind; one that is but is damaged is, and <see cref="Build"/> says what is wrong.</summary>
    bool Accepts(string path);

    /// <summary>Reads the run and writes its report.</summary>
    /// <exception cref="BadInputException">A file or folder is unusable.</exception>
    Report Build(ReportRequest request);
}

/// <summary>What a report is to be written of, and with.</summary>
/// <param name="Path">The stored run.</param>
/// <param name="DataFolder">The folder of data sets, null for the bundled ones.</param>
/// <param name="OpenEngine">Opens the device, for reports that explain rows; the caller of this disposes of it.</param>
/// <param name="Cancellation">Stops the work.</param>
internal sealed record ReportRequest(string Path, string? DataFolder, Func<IEngine> OpenEngine, CancellationToken Cancellation);
