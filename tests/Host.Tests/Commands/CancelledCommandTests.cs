using RrrGpu.Host.Commands;

namespace RrrGpu.Host.Tests.Commands;

public sealed class CancelledCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "verify")]
    [InlineData(true, "train", "mnist")]
    [InlineData(true, "reproduce", "decoy-mnist")]
    public void EndsWithItsExitCodeAndNoFiles(bool writes, params string[] verb)
    {
        string[] output = writes ? ["--out", _folder.Path("out")] : [];
        Assert.Equal(130, CommandLine.Run([.. verb, "--device", "simd", .. output], new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }
}
