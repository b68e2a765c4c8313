using System.CommandLine;
using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr verify</c>: checks every pass of a device against golden cases.</summary>
internal static class VerifyCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var common = new CommonOptions(trains: true);
        var cases = new Option<string?>("--cases")
        {
            Description = "Folder of golden cases; default: those shipped with the program.",
            HelpName = "DIR",
        };
        var command = new Command("verify", "Check every pass on a device against float64 golden cases.");
        common.AddTo(command);
        command.Options.Add(cases);
        command.SetAction(parsed => Run(common, parsed, parsed.GetValue(cases) ?? Path.Combine(AppContext.BaseDirectory, "golden"), cancellation));
        return command;
    }

    private static int Run(CommonOptions common, ParseResult parsed, string folder, CancellationToken cancellation)
    {
        if (folder.Length == 0)
            throw new BadInputException("--cases: expected a folder of golden cases, got an empty name");
        var cases = GoldenCases.Read(folder);
        using var engine = common.OpenEngine(parsed);
        var results = new List<GoldenResult>();
        foreach (var golden in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(GoldenVerifier.Verify(engine, golden));
        }

        int Count(GoldenOutcome outcome) => results.Count(r => r.Outcome == outcome);
        var (passed, failed, unsupported) = (Count(GoldenOutcome.Passed), Count(GoldenOutcome.Failed), Count(GoldenOutcome.Unsupported));
        if (common.Json(parsed))
        {
            JsonOutput.Write(new
            {
                Device = engine.Device.Id,
                DeviceName = engine.Device.Name,
                Tf32 = engine.Device.UsesTf32,
                Passed = passed,
                Failed = failed,
                Unsupported = unsupported,
                Cases = results.Select(r => new { r.Name, r.Kind, r.MaxRelativeError, r.Passed, Outcome = Names.Of(r.Outcome), r.WorstTensor }),
            });
        }
        else
        {
            var table = new TextTable("case", "kind", "largest relative error", "in", "verdict");
            foreach (var r in results)
                table.Add(r.Name, r.Kind, r.MaxRelativeError is { } e ? Names.Scientific(e) : "", r.WorstTensor ?? r.Unsupported ?? "", Names.Of(r.Outcome));
            table.Print();
            Console.WriteLine($"{engine.Device.Id} ({engine.Device.Name}{(engine.Device.UsesTf32 ? ", byte inputs in TF32" : "")}): {passed} passed, {failed} failed, {unsupported} unsupported");
        }

        return failed == 0 && unsupported == 0 ? ExitCode.Done : ExitCode.CheckFailed;
    }
}
