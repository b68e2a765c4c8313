namespace RrrGpu.Kernels.Tests.Data;

public sealed class InputMatrixFiniteTests
{
    [Theory]
    [InlineData(0, float.NaN)]
    [InlineData(7, float.PositiveInfinity)]
    [InlineData(15, float.NegativeInfinity)]
    [InlineData(33, float.NaN)]
    [InlineData(50, float.NaN)]
    public void NamesTheFirstValueThatIsNot(int place, float value)
    {
        var values = new float[51];
        values.AsSpan().Fill(float.MaxValue);
        values[^1] = float.NaN;
        values[place] = value;
        var error = Assert.Throws<ArgumentException>(() => new InputMatrix(values, 3, 17));
        Assert.Contains($"row {place / 17}, column {place % 17}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TakesTheLargestFloats() => Assert.Equal(1, new InputMatrix([.. Enumerable.Repeat(float.MinValue, 19)], 1, 19).Rows);
}
