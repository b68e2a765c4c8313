namespace RrrGpu.Host.Tests;

/// <summary>Asserts that something is refused with one line that says what matters.</summary>
internal static class BadInput
{
    public static string Expect(Action action, params string[] parts)
    {
        var message = Assert.Throws<BadInputException>(action).Message;
        Assert.DoesNotContain('\n', message);
        foreach (var part in parts)
            Assert.Contains(part, message, StringComparison.Ordinal);
        return message;
    }
}
