using System.CommandLine;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Sweeps;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr report</c>: one HTML page of a stored run.</summary>
internal static class ReportCommand
{
    internal const string DefaultFile = "report.html";

    /// <summary>What reports can be written of.</summary>
    public static IReadOnlyList<IReportSource> Sources { get; } = [new FindAnotherSource(FindAnotherFolder.Load), new SweepStoreSource()];

    public static Command Create(IReadOnlyList<IReportSource> sources, CancellationToken cancellation)
    {
        var common = new CommonOptions();
        var data = new DataOptions();
        string reads = string.Join(" or ", sources.Select(static source => source.Reads));
        var path = new Argument<string>("PATH") { Description = $"What to report on: {reads}." };
        var file = new Option<string?>("--out") { Description = $"The HTML file to write; default: {DefaultFile} in a folder, or beside a file.", HelpName = "FILE" };
        var command = new Command("report", "Write one self-contained HTML page of a find-another run or a sweep.");
        command.Arguments.Add(path);
        common.AddTo(command);
        data.AddTo(command);
        command.Options.Add(file);
        command.SetAction(parsed =>
        {
            string run = parsed.GetValue(path)!;
            IReportSource source = Choose(sources, run, reads);
            string target = parsed.GetValue(file) ?? DefaultOf(run);
            RequireFile(target, run);
            using var output = OutputFolder.Prepare(Path.GetDirectoryName(Path.GetFullPath(target))!);
            Report report = source.Build(new ReportRequest(run, data.Folder(parsed), () => common.OpenEngine(parsed), cancellation));
            cancellation.ThrowIfCancellationRequested();
            AtomicFile.WriteText(target, HtmlReport.Write(report));
            if (common.Json(parsed))
                JsonOutput.Write(new { Report = target, report.Title, Figures = report.Figures.Select(static f => f.Name), Tables = report.Tables.Select(static t => t.Name) });
            else
                Console.WriteLine($"{report.Title}: {target}");
            return ExitCode.Done;
        });
        return command;
    }

    private static IReportSource Choose(IReadOnlyList<IReportSource> sources, string path, string reads)
    {
        bool isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
            throw BadInputException.At(path, reads, "nothing: no such file or folder");
        return sources.FirstOrDefault(source => source.Accepts(path)) ?? throw BadInputException.At(path, reads, isFolder ? "another folder" : "another file");
    }

    private static string DefaultOf(string path) => Directory.Exists(path) ? Path.Combine(path, DefaultFile) : Path.ChangeExtension(path, ".html");

    private static void RequireFile(string target, string run)
    {
        if (target.Length == 0 || Directory.Exists(target))
            throw BadInputException.CannotWrite(target, target.Length == 0 ? "expected a file, got an empty name" : "it is a folder");
        if (Path.GetFullPath(target) == Path.GetFullPath(run))
            throw BadInputException.CannotWrite(target, "it is what the report is to be written of");
    }
}
