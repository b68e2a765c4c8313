using RrrGpu.Host.Commands;

namespace RrrGpu.Host.Tests.Commands;

public sealed class RowListTests
{
    [Theory]
    [InlineData("3", 3)]
    [InlineData("0..3", 0, 1, 2, 3)]
    [InlineData("7..7", 7)]
    [InlineData("0..1,9,4..5", 0, 1, 9, 4, 5)]
    public void BothEndsCount(string text, params int[] expected) => Assert.Equal(expected, RowList.Parse("--rows", text));

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("1,")]
    [InlineData("..")]
    [InlineData("1..")]
    [InlineData("..1")]
    [InlineData("3..1")]
    [InlineData("1..2..3")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    [InlineData("one")]
    [InlineData("99999999999")]
    [InlineData("0..2147483647")]
    [InlineData("0..9999999,0..9999999")]
    public void AnythingElseIsRefused(string text) => BadInput.Expect(() => RowList.Parse("--rows", text), "--rows", $"'{text}'");
}
