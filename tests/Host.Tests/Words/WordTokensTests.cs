using RrrGpu.Host.Words;

namespace RrrGpu.Host.Tests.Words;

public sealed class WordTokensTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "")]
    [InlineData("ab", "ab")]
    [InlineData("I am at 13 Oak St.", "am at 13 Oak St")]
    [InlineData("don't e-mail x_y or _z or __", "don mail x_y or _z or __")]
    [InlineData("me@univ.edu\n\tRe: it's 3:45", "me univ edu Re it 45")]
    [InlineData("café naïve Ærø", "café naïve Ærø")]
    [InlineData("x² m³ ½½ ¼ ªº", "x² m³ ½½ ªº")]
    [InlineData("a§b «yes» ©no ÷× ¡ay!", "yes no ay")]
    public void AreRunsOfTwoWordCharactersOrMore(string text, string words) =>
        Assert.Equal(words, string.Join(' ', WordTokens.Find(text).Select(range => text[range])));
}
