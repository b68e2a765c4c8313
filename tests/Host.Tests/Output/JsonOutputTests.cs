using System.Text.Json;
using RrrGpu.Host.Output;

namespace RrrGpu.Host.Tests.Output;

public sealed class JsonOutputTests
{
    [Fact]
    public void NamesAreSnakeCase() =>
        Assert.Equal(["max_relative_error", "is_default", "lambda1"], Document(new { MaxRelativeError = 1, IsDefault = true, Lambda1 = 2 }).EnumerateObject().Select(static p => p.Name));

    [Fact]
    public void NumbersKeepTheirBits()
    {
        var json = Document(new { Single = 0.1f, Double = 0.1 + 0.2, Large = long.MaxValue });
        Assert.Equal(0.1f, json.GetProperty("single").GetSingle());
        Assert.Equal(0.1 + 0.2, json.GetProperty("double").GetDouble());
        Assert.Equal(long.MaxValue, json.GetProperty("large").GetInt64());
    }

    [Fact]
    public void WhatIsNotANumberIsStillADocument() => Assert.Equal("NaN", Document(new { Loss = double.NaN }).GetProperty("loss").GetString());

    private static JsonElement Document<T>(T value) => JsonDocument.Parse(JsonSerializer.Serialize(value, JsonOutput.Options)).RootElement;
}
