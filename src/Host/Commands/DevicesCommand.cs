using System.CommandLine;
using RrrGpu.Host.Output;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr devices</c>: lists what can run.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var command = new Command("devices", "List the devices that can run.");
        common.AddTo(command);
        command.SetAction(parsed => Run(common, parsed));
        return command;
    }

    private static int Run(CommonOptions common, ParseResult parsed)
    {
        var catalog = common.Catalog(parsed);
        var chosen = common.DeviceId(parsed);
        using (var engine = chosen == "auto" ? null : catalog.Open(chosen))
        {
        }

        var devices = catalog.Devices
            .Select(d => new { d.Id, Kind = Names.Of(d.Kind), d.Name, IsDefault = d.Id == catalog.Default.Id })
            .ToArray();
        if (common.Json(parsed))
        {
            JsonOutput.Write(new { Devices = devices });
            return ExitCode.Done;
        }

        var table = new TextTable("id", "kind", "name", "default");
        foreach (var device in devices)
            table.Add(device.Id, device.Kind, device.Name, device.IsDefault ? "yes" : "");
        table.Print();
        return ExitCode.Done;
    }
}
