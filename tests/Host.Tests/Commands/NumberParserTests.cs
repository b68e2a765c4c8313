using System.CommandLine;
using RrrGpu.Host.Commands;

namespace RrrGpu.Host.Tests.Commands;

public sealed class NumberParserTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData("2147483647", int.MaxValue)]
    public void WholeNumbers(string text, int expected) => Assert.Equal(expected, Parse(NumberParser.Whole("--n", "", 5), text).Value);

    [Theory]
    [InlineData("0.5", 0.5f)]
    [InlineData("1e-4", 1e-4f)]
    [InlineData("-1", -1f)]
    [InlineData("NaN", float.NaN)]
    public void Numbers(string text, float expected) => Assert.Equal(expected, Parse(NumberParser.Real("--n", "", 5f), text).Value);

    [Fact]
    public void TheStandardValueStandsWhereTheOptionDoesNot()
    {
        Assert.Equal(5, Value(NumberParser.Whole("--n", "", 5)));
        Assert.Equal(2.5, Value(NumberParser.Real("--n", "", 2.5)));
        Assert.Null(Value(NumberParser.Optional<int>("--n", "", "a whole number")));

        static T? Value<T>(Option<T> option) => new RootCommand { option }.Parse([]).GetValue(option);
    }

    [Theory]
    [InlineData("")]
    [InlineData("five")]
    [InlineData("1.5")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("2147483648")]
    public void ErrorsSayWhatWasExpectedAndWhatCame(string text)
    {
        var expected = $"--n: expected a whole number, got '{text}'";
        Assert.Equal([expected], Parse(NumberParser.Whole("--n", "", 5), text).Errors);
        Assert.Equal([expected], Parse(NumberParser.Optional<int>("--n", "", "a whole number"), text).Errors);
    }

    [Fact]
    public void ACommaIsNoDecimalPoint() => Assert.Equal(["--n: expected a number, got '1,5'"], Parse(NumberParser.Real("--n", "", 1.0), "1,5").Errors);

    private static (T? Value, string[] Errors) Parse<T>(Option<T> option, string text)
    {
        var parsed = new RootCommand { option }.Parse(["--n", text]);
        string[] errors = [.. parsed.Errors.Select(static e => e.Message)];
        return (errors.Length == 0 ? parsed.GetValue(option) : default, errors);
    }
}
