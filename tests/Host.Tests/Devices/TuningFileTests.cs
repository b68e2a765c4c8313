using RrrGpu.Host.Devices;

namespace RrrGpu.Host.Tests.Devices;

public sealed class TuningFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rrr-tuning-").FullName;

    private string Target => Path.Combine(_folder, "of", "user", "tuning.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WhatIsKeptIsFoundByTheNextProcess()
    {
        var file = new TuningFile(Target);
        Assert.Null(file.Find("product"));
        file.Keep("product", "Medium");
        file.Keep("another", "Large");
        Assert.Equal("Medium", new TuningFile(Target).Find("product"));
        Assert.Equal("Large", new TuningFile(Target).Find("another"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"product\":")]
    [InlineData("[1,2]")]
    [InlineData("{\"product\":{}}")]
    public void AFileThatIsNoneCountsAsEmptyAndIsReplaced(string contents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        File.WriteAllText(Target, contents);
        var file = new TuningFile(Target);
        Assert.Null(file.Find("product"));
        file.Keep("product", "Large");
        Assert.Equal("Large", file.Find("product"));
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsNoError()
    {
        var occupied = Path.Combine(_folder, "occupied");
        File.WriteAllText(occupied, "");
        var file = new TuningFile(Path.Combine(occupied, "tuning.json"));
        file.Keep("product", "Large");
        Assert.Null(file.Find("product"));
    }

    [Fact]
    public void AFileThatCannotBeWrittenIsNoError()
    {
        Directory.CreateDirectory(Target);
        var file = new TuningFile(Target);
        file.Keep("product", "Large");
        Assert.Null(file.Find("product"));
    }
}
