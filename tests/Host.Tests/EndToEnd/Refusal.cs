namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Asserts how the command refuses: the exit code, nothing on standard output, and one line of error.</summary>
internal static class Refusal
{
    /// <summary>Bad usage: the line stands alone.</summary>
    public static async Task OfUsageAsync(string[] arguments, params string[] parts)
    {
        var result = await RrrProcess.RunAsync(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        OneLine(Assert.Single(result.ErrorLines), parts);
    }

    /// <summary>Bad input, found on the way: log lines may stand before the line.</summary>
    public static async Task OfInputAsync(string[] arguments, params string[] parts) => OfInput(await RrrProcess.RunAsync(arguments), parts);

    public static void OfInput(RrrResult result, params string[] parts)
    {
        Assert.True(result.ExitCode == 2, $"expected exit code 2, got {result.ExitCode}: {result.Error}");
        Assert.Equal("", result.Output);
        var errors = result.ErrorLines.Where(static line => !line.StartsWith("device: ", StringComparison.Ordinal) && !line.StartsWith("data: ", StringComparison.Ordinal));
        OneLine(Assert.Single(errors), parts);
    }

    private static void OneLine(string line, string[] parts)
    {
        Assert.StartsWith("rrr: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        foreach (var part in parts)
            Assert.Contains(part, line, StringComparison.Ordinal);
    }
}
