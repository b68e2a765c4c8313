using System.Text.Json;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Asserts what a JSON document has: fields by name, and the kind of each.</summary>
internal static class JsonFields
{
    /// <summary>The one document on standard output; anything before or after it fails.</summary>
    public static JsonElement Document(RrrResult result)
    {
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    public static double Number(this JsonElement json, string name)
    {
        var value = json.GetProperty(name);
        Assert.Equal(JsonValueKind.Number, value.ValueKind);
        return value.GetDouble();
    }

    public static int Whole(this JsonElement json, string name)
    {
        Assert.True(json.GetProperty(name).TryGetInt32(out var value), $"{name}: {json.GetProperty(name)}");
        return value;
    }

    public static string Text(this JsonElement json, string name)
    {
        Assert.Equal(JsonValueKind.String, json.GetProperty(name).ValueKind);
        return json.GetProperty(name).GetString()!;
    }

    public static bool Truth(this JsonElement json, string name)
    {
        Assert.Contains(json.GetProperty(name).ValueKind, new[] { JsonValueKind.True, JsonValueKind.False });
        return json.GetProperty(name).GetBoolean();
    }

    public static JsonElement[] List(this JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray()];
}
