namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Processors without wide vectors, or without any, compute the same numbers.</summary>
public sealed class PortablePathTests
{
    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX")]
    [InlineData("DOTNET_EnableAVX2")]
    public async Task PassesEveryGoldenCase(string switchedOff)
    {
        var usual = JsonFields.Document(await RrrProcess.RunAsync("verify", "--device", "simd", "--json"));
        var result = await RrrProcess.RunAsync([(switchedOff, "0")], "verify", "--device", "simd", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var json = JsonFields.Document(result);
        Assert.Equal((usual.Whole("passed"), 0, 0), (json.Whole("passed"), json.Whole("failed"), json.Whole("unsupported")));
    }
}
