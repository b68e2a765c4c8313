using System.CommandLine;
using RrrGpu.Host.Data;
using RrrGpu.Host.Output;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr data list</c>, <c>rrr data get</c> and <c>rrr data verify</c>.</summary>
internal static class DataCommand
{
    public static Command Create(CancellationToken cancellation) =>
        new("data", "List, download and check data sets.") { CreateList(), DataGetCommand.Create(cancellation), CreateVerify() };

    private static Command CreateList()
    {
        var common = new CommonOptions();
        var command = new Command("list", "List the data sets, their sizes, licences and sources.");
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var sets = DataSetCatalog.List();
            if (common.Json(parsed))
            {
                JsonOutput.Write(new { Datasets = sets });
                return ExitCode.Done;
            }

            var table = new TextTable("name", "train", "test", "features", "classes", "bundled", "licence", "source");
            foreach (var set in sets)
                table.Add(set.Name, Names.Of(set.TrainRows), Names.Of(set.TestRows), Names.Of(set.Features), Names.Of(set.Classes), set.IsBundled ? "yes" : "no", set.Licence, set.Source);
            table.Print();
            foreach (var set in sets.Where(static s => s.HowToGet is not null))
                Console.WriteLine($"{set.Name} is not bundled: '{set.HowToGet}' downloads it, or name a folder that has it with --data.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateVerify()
    {
        var common = new CommonOptions();
        var data = new DataOptions();
        var command = new Command("verify", "Check bundled files against their SHA-256, and those of --data for their structure.");
        common.AddTo(command);
        data.AddTo(command);
        command.SetAction(parsed =>
        {
            var checks = DataSetCatalog.Verify(data.Folder(parsed));
            var good = checks.All(static c => c.IsOk);
            if (common.Json(parsed))
                JsonOutput.Write(new { Passed = checks.Count(static c => c.IsOk), Failed = checks.Count(static c => !c.IsOk), Files = checks });
            else
            {
                foreach (var check in checks)
                    Console.WriteLine(check.IsOk ? $"ok      {check.File}: {check.Actual}" : $"FAILED  {check.File}: expected {check.Expected}, got {check.Actual}");
                foreach (var absent in DataSetCatalog.Absent(data.Folder(parsed)))
                    Console.WriteLine($"absent  {absent.Name}: not bundled; '{absent.HowToGet}' downloads it");
            }

            return good ? ExitCode.Done : ExitCode.CheckFailed;
        });
        return command;
    }
}
