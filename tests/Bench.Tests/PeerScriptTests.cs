using System.Text.RegularExpressions;

namespace RrrGpu.Bench.Tests;

/// <summary>The two peers are files of their own, each to be read alone; what they must have in common is held here.</summary>
public sealed class PeerScriptTests
{
    private static readonly string PyTorch = Read("pytorch.py");
    private static readonly string Jax = Read("jax_peer.py");

    [Theory]
    [InlineData("add_swatches")]
    [InlineData("decoy_mnist")]
    [InlineData("table")]
    public void BothPrepareTheSameData(string function) => Assert.Equal(Function(PyTorch, function), Function(Jax, function));

    [Theory]
    [InlineData("BATCH, LEARNING_RATE, SPREAD = ")]
    [InlineData("HIDDEN = ")]
    public void BothFollowTheSameProtocol(string constant) => Assert.Equal(Line(PyTorch, constant), Line(Jax, constant));

    [Fact]
    public void BothTakeTheSameProtocolOptions()
    {
        foreach (var option in new[] { "--epochs", "--lambda1", "--lambda2", "--annotations", "--models", "--seed", "--data-seed" })
            Assert.Equal(Default(PyTorch, option), Default(Jax, option));
    }

    [Fact]
    public void BothReportTheSameFields()
    {
        string[] fields = ["framework", "version", "variant", "device", "device_name", "precision", "models", "epochs", "steps", "setup_seconds", "train_seconds", "test_accuracy"];
        Assert.All(fields, static field => Assert.True(
            PyTorch.Contains($"\"{field}\":", StringComparison.Ordinal) && Jax.Contains($"\"{field}\":", StringComparison.Ordinal), $"expected {field} in both"));
    }

    private static string Read(string script) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "peers", script));

    private static string Function(string script, string name)
    {
        var match = Regex.Match(script, $@"^def {name}\(.*?(?=^\S)", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(match.Success, $"expected a function {name}");
        return Regex.Replace(match.Value, @"^def [^\n]*\n", "");
    }

    private static string Line(string script, string start) =>
        Assert.Single(script.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal));

    private static string Default(string script, string option)
    {
        var match = Regex.Match(script, $@"""{option}""[^\n]*default=([^,)]+)");
        Assert.True(match.Success, $"expected {option} with a default");
        return match.Groups[1].Value;
    }
}
