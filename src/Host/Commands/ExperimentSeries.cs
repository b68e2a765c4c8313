using System.Diagnostics;
using System.Globalization;
using RrrGpu.Host.Experiments;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Commands;

/// <summary>
/// Experiments one after another. Each leaves its page when it ends, and of several all that ended stand in <c>index.html</c>, which is
/// written anew after each; one of several that cannot be run counts as failed, and the rest go on.
/// </summary>
/// <param name="experiments">The experiments, each of another name.</param>
/// <param name="context">With what they are run.</param>
/// <param name="folder">Where pages go; it is there.</param>
/// <param name="leavesOut">Whether an experiment whose data are not at hand is left out.</param>
/// <param name="json">Whether standard output is to hold one JSON document, also where cancellation or a lost device ends the series early.</param>
internal sealed class ExperimentSeries(IReadOnlyList<Experiment> experiments, ExperimentContext context, string folder, bool leavesOut, bool json)
{
    /// <summary>The page of all experiments.</summary>
    public const string WholeFile = "index.html";

    private readonly List<ExperimentOutcome> _outcomes = [];

    private bool IsOfSeveral => experiments.Count > 1;

    private string WholePath => Path.Combine(folder, WholeFile);

    /// <summary>Runs them.</summary>
    /// <returns>The exit code: whether every figure of every experiment holds.</returns>
    public int Run()
    {
        try
        {
            foreach (var experiment in experiments)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                _outcomes.Add(RunOne(experiment));
                if (IsOfSeveral)
                    WriteWhole();
            }

            context.Cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            if (_outcomes.Count > 0)
                Tell();
        }

        return _outcomes.All(static outcome => outcome.Holds) ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private ExperimentOutcome RunOne(Experiment experiment)
    {
        var outcome = new ExperimentOutcome(experiment.Name, experiment.Title);
        var time = Stopwatch.StartNew();
        Report report;
        try
        {
            if (leavesOut && experiment.Missing?.Invoke(context) is { } missing)
                return Told(outcome with { LeftOut = missing }, $"left out: {missing}");
            report = experiment.Run(context);
        }
        catch (Exception e) when (IsOfSeveral && Failure.Of(e) is { Code: ExitCode.BadInput } failure)
        {
            // One that has nothing to say must not take the others with it; who cancels, or has lost the device, wants no more of them.
            return Told(outcome with { Seconds = time.Elapsed.TotalSeconds, Failed = failure.Message }, $"failed: {failure.Message}");
        }

        // Whoever cancels in an experiment's last moments still gets its page; the next one is not begun.
        report = report with { Run = report.Run with { Duration = time.Elapsed } };
        var path = Path.Combine(folder, experiment.Name + ".html");
        AtomicFile.WriteText(path, HtmlReport.Write(report));
        if (!json)
            Print(report, path);
        return outcome with { Seconds = time.Elapsed.TotalSeconds, Report = report, Path = path };
    }

    private ExperimentOutcome Told(ExperimentOutcome outcome, string what)
    {
        (json ? Console.Error : Console.Out).WriteLine($"{outcome.Title}: {what}");
        return outcome;
    }

    /// <summary>All experiments on one page, to be read instead of the paper's figures.</summary>
    private void WriteWhole() => AtomicFile.WriteText(WholePath, HtmlReport.Write(
        "Right for the right reasons: published and measured",
        "Experiments of Ross, Hughes and Doshi-Velez (IJCAI 2017) and of chapter 2 of Ross's thesis (2018), run again: each figure drawn anew, each published number beside the measured one.",
        [.. _outcomes.Select(static outcome => outcome.Report).OfType<Report>()],
        [.. _outcomes.Select(static outcome => outcome.Absent()).OfType<AbsentReport>(), .. experiments.Skip(_outcomes.Count).Select(static e => new AbsentReport(e.Title, AbsentBecause.NotRun))]));

    private void Tell()
    {
        var whole = IsOfSeveral ? WholePath : null;
        if (json)
            JsonOutput.Write(new { Experiments = _outcomes.Select(static outcome => outcome.ToJson()), Report = whole });
        else if (whole is not null)
            Console.WriteLine($"all of it: {whole}");
    }

    private static void Print(Report report, string path)
    {
        Console.WriteLine(report.Title);
        var table = new TextTable("what", "published", "measured", "band", "holds");
        foreach (var v in report.Verdicts)
        {
            table.Add(
                v.What,
                Number(v.Published),
                Number(v.Measured),
                $"{Number(v.Low)}…{Number(v.High)}",
                v.Holds ? "yes" : "NO");

            string Number(double? value) => value?.ToString(v.NumberFormat, CultureInfo.InvariantCulture) ?? "";
        }

        table.Print();
        foreach (var t in report.Tables)
        {
            Console.WriteLine(t.Title);
            var details = new TextTable([.. t.Columns.Select(static c => c.Name)]);
            foreach (var row in t.Rows)
                details.Add([.. row]);
            details.Print();
        }

        Console.WriteLine($"{Names.Seconds(report.Run.Duration?.TotalSeconds ?? 0)} in all; report: {path}");
    }
}
