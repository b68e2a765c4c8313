using System.Text;
using System.Text.Json.Nodes;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Golden cases that cannot be used.</summary>
public sealed class BadGoldenCaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task AnEmptyFolder() => RefuseAsync(_folder.Root, _folder.Root, "found none");

    [Fact]
    public Task NoFolder() => RefuseAsync(_folder.Path("nowhere"), _folder.Path("nowhere"), "found nothing");

    [Fact]
    public Task TruncatedJson() => RefuseFileAsync(GoldenFile.Read()[..1000], "not valid JSON");

    [Fact]
    public Task OtherJson() => RefuseFileAsync("[1, 2]");

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e999")]
    public Task InputsThatAreNotFinite(string number) => RefuseFileAsync(Changed(static json => json["x"]![0]![0] = 12345.75).Replace("12345.75", number, StringComparison.Ordinal));

    [Fact]
    public Task ATensorOfAnotherShape() => RefuseFileAsync(Changed(static json => json["params"]!["w2"]!.AsArray().RemoveAt(0)), "w2");

    [Fact]
    public Task AMissingExpectation() => RefuseFileAsync(Changed(static json => json.Remove("expected")), "expected");

    [Fact]
    public Task ALabelOutOfRange() => RefuseFileAsync(Changed(static json => json["labels"]![0] = 99), "99");

    private static string Changed(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(GoldenFile.Read())!.AsObject();
        change(json);
        return json.ToJsonString();
    }

    private Task RefuseFileAsync(string content, params string[] parts)
    {
        var path = _folder.Write("case.json", Encoding.UTF8.GetBytes(content));
        return RefuseAsync(_folder.Root, [path, .. parts]);
    }

    private static Task RefuseAsync(string folder, params string[] parts) =>
        Refusal.OfUsageAsync(["verify", "--device", "simd", "--cases", folder], parts);
}
