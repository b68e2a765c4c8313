using RrrGpu.Host.Runs;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Folders that cannot be written to, and checkpoints that cannot be taken up.</summary>
public sealed class BadOutputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train mnist --epochs 1")]
    [InlineData("reproduce decoy-mnist --quick")]
    public async Task AFileIsNoFolder(string verb)
    {
        var file = _folder.Write("file", [1]);
        foreach (var path in new[] { file, Path.Combine(file, "under") })
            await Refusal.OfUsageAsync([.. verb.Split(' '), "--device", "simd", "--out", path], "cannot write to", path);
        Assert.Equal([1], File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData("/proc/rrr/out")]
    [InlineData("/dev/null")]
    [InlineData("/dev/full")]
    public async Task TheSystemRefuses(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these paths are Linux's");
        await Refusal.OfUsageAsync(["train", "mnist", "--epochs", "1", "--device", "simd", "--out", path], "cannot write to", path);
    }

    [Fact]
    public async Task AFullDiskLeavesNothingHalfWritten()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits the size of files by a shell");
        var data = SmallDigits.WriteTo(_folder);
        var path = _folder.Path("out");
        string[] train = ["train", "mnist", "--data", data, "--epochs", "1", "--device", "simd", "--out", path];
        Refusal.OfInput(WithoutProgress(await RrrProcess.RunWithSmallFilesAsync(40, train)), "cannot write to", CheckpointFile.FileName);
        Assert.False(Directory.Exists(path));

        // What stands there already stays as it was.
        Assert.Equal(0, (await RrrProcess.RunAsync(train)).ExitCode);
        var before = Directory.GetFiles(path).ToDictionary(static file => file, File.ReadAllBytes);
        Refusal.OfInput(WithoutProgress(await RrrProcess.RunWithSmallFilesAsync(40, [.. train, "--seed", "1"])), "cannot write to", CheckpointFile.FileName);
        Assert.Equal(before.Keys.Order(), Directory.GetFileSystemEntries(path).Order());
        Assert.All(before, static file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public async Task AFullDiskLeavesNoReport()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits the size of files by a shell");
        var data = SmallDigits.WriteTo(_folder);
        var result = await RrrProcess.RunWithSmallFilesAsync(40, "reproduce", "decoy-mnist", "--quick", "--data", data, "--device", "simd", "--out", _folder.Path("out"));
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("cannot write to", Assert.Single(result.ErrorLines, static line => line.StartsWith("rrr: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }

    [Fact]
    public async Task DamagedCheckpointsAreNotTakenUp()
    {
        var data = SmallDigits.WriteTo(_folder);
        string[] train = ["train", "mnist", "--data", data, "--epochs", "1", "--device", "simd", "--out", _folder.Path("out")];
        Assert.Equal(0, (await RrrProcess.RunAsync(train)).ExitCode);
        var path = _folder.Path("out", CheckpointFile.FileName);
        var whole = File.ReadAllBytes(path);

        File.WriteAllBytes(path, whole[..^1]);
        await Refusal.OfInputAsync([.. train, "--resume"], path);
        File.WriteAllBytes(path, "no checkpoint"u8.ToArray());
        await Refusal.OfInputAsync([.. train, "--resume"], path);
        File.Copy(_folder.Path("out", ModelStore.TensorsFile), path, overwrite: true);
        await Refusal.OfInputAsync([.. train, "--resume"], path, "checkpoint");

        File.WriteAllBytes(path, whole);
        await Refusal.OfInputAsync([.. train, "--resume", "--seed", "1"], "checkpoint belongs to another training", "seed");
        Assert.Equal(whole, File.ReadAllBytes(path));
        Assert.Equal(0, (await RrrProcess.RunAsync([.. train, "--resume"])).ExitCode);
    }

    private static RrrResult WithoutProgress(RrrResult result) => result with
    {
        Error = string.Join('\n', result.ErrorLines.Where(static line => !line.StartsWith("mnist: epoch", StringComparison.Ordinal))),
    };
}
