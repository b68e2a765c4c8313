using System.Text.Json;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Sweeps that are spread over several devices.</summary>
public sealed class SweepDevicesTests : IDisposable
{
    private const int Trials = 8;
    private readonly TempFolder _folder = new();

    private string Store => _folder.Path("s.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheHostAndTheSimulatorShareASweep()
    {
        var sweep = await SweepAsync("simd,cpu");
        RequireShared(sweep, "simd", "cpu");
        await RequireBitsOfEachAloneAsync(sweep);

        var again = await SweepAsync("cpu,simd");
        Assert.Equal(Trials, again.Whole("resumed"));
        Assert.All(again.List("devices"), static device => Assert.Equal(0, device.Whole("trials")));
        Assert.Equal(1, SweepStoreFile.Sql(Store, "SELECT count(*) FROM sweeps"));
        // What one of them has trained counts where only that one is asked for.
        var host = sweep.List("rows").Count(static row => row.Text("device") == "simd");
        var alone = await SweepAsync("simd");
        Assert.Equal((Trials, host), (alone.Whole("completed"), alone.Whole("resumed")));
        Assert.All(alone.List("rows"), static row => Assert.Equal("simd", row.Text("device")));
    }

    [Fact]
    public async Task TheHostAndOpenCLShareASweep()
    {
        var listed = JsonFields.Document(await RrrProcess.RunAsync("devices", "--json"));
        var isThere = listed.List("devices").Any(static device => device.Text("id") == "opencl:0");
        Assert.False(!isThere && Environment.GetEnvironmentVariable("RRR_REQUIRE_OPENCL") == "1", "opencl:0 is required, but this machine has none");
        Assert.SkipUnless(isThere, "this machine has no opencl:0");
        var sweep = await SweepAsync("simd,opencl:0");
        RequireShared(sweep, "simd", "opencl:0");
        await RequireBitsOfEachAloneAsync(sweep);
    }

    [Fact]
    public async Task ADeviceThatIsNotThereIsAnErrorOfItsOwn()
    {
        var result = await RrrProcess.RunAsync(Sweep("simd,cuda:7", Store));
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("rrr: device cuda:7: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(Store));
    }

    [Fact]
    public async Task AllIsWhatThisMachineHas()
    {
        var result = await RrrProcess.RunAsync(Sweep("all", Store));
        Assert.True(result.ExitCode == 0, result.Error);
        var devices = JsonFields.Document(result).List("devices").Select(static device => device.Text("id")).ToArray();
        Assert.Contains("simd", devices);
        Assert.DoesNotContain("cpu", devices);
    }

    [Fact]
    public async Task CtrlCKeepsWhatEachHasFinished()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals");
        using (var process = RrrProcess.Start([.. Sweep("simd,cpu", Store, epochs: "100"), "--group", "1"]))
        {
            await process.UntilAsync(() => process.ErrorSoFar.Contains($": 1/{Trials} trials", StringComparison.Ordinal));
            process.Signal(RrrProcess.Interrupt);
            var result = await process.EndAsync();
            Assert.Equal((130, ""), (result.ExitCode, result.Output));
            Assert.Equal("rrr: cancelled", result.ErrorLines[^1]);
        }

        var done = SweepStoreFile.Sql(Store, "SELECT count(*) FROM trials WHERE status = 'completed'");
        Assert.InRange(done, 1, Trials - 1);
        Assert.Equal(0, SweepStoreFile.Sql(Store, "SELECT count(*) FROM groups WHERE owner_machine IS NOT NULL"));
    }

    private static void RequireShared(JsonElement sweep, params string[] ids)
    {
        Assert.Equal((Trials, Trials, 0), (sweep.Whole("trials"), sweep.Whole("completed"), sweep.Whole("failed")));
        var devices = sweep.List("devices");
        Assert.Equal(ids, devices.Select(static device => device.Text("id")));
        foreach (var device in devices)
        {
            var rows = sweep.List("rows").Count(row => row.Text("device") == device.Text("id"));
            Assert.InRange(rows, 1, Trials - 1);
            // 2048 rows in minibatches of 256.
            Assert.Equal((rows, rows * 8), (device.Whole("trials"), device.Whole("model_steps")));
            Assert.InRange(device.Number("model_steps_per_second"), 1e-3, 1e9);
            Assert.Equal(JsonValueKind.Null, device.GetProperty("failure").ValueKind);
        }
    }

    /// <summary>Each trial has the bits that the device it fell to gives it in a sweep of its own.</summary>
    private async Task RequireBitsOfEachAloneAsync(JsonElement sweep)
    {
        SweepStoreFile.RequireOnceEach(Store, Trials);
        foreach (var device in sweep.List("devices").Select(static device => device.Text("id")))
        {
            var alone = await SweepAsync(device, _folder.Path("alone.db"));
            foreach (var (shared, own) in sweep.List("rows").Zip(alone.List("rows")).Where(pair => pair.First.Text("device") == device))
                Assert.Equal(own.Text("parameters_sha256"), shared.Text("parameters_sha256"));
        }
    }

    // ILGPU's CPU accelerator is slow: few features, few steps.
    private static string[] Sweep(string devices, string store, string epochs = "1") =>
    [
        "sweep", "quadrants", "--device", devices, "--store", store, "--epochs", epochs, "--hidden", "8,5",
        "--lambda1", "0.1..100:4", "--seeds", "0..1", "--annotations", "features:0", "--json",
    ];

    private async Task<JsonElement> SweepAsync(string devices, string? store = null)
    {
        var result = await RrrProcess.RunAsync(Sweep(devices, store ?? Store));
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonFields.Document(result);
    }
}
