using System.Text.Json.Nodes;
using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Runs;

/// <summary>The input scale that a stored model was trained behind, from what its run recorded.</summary>
internal static class ModelScale
{
    /// <summary>Restores it.</summary>
    /// <param name="model">A model that <c>rrr train</c> or <c>rrr find-another</c> stored.</param>
    /// <param name="folder">Its folder, for messages.</param>
    /// <exception cref="BadInputException">The record lacks it or does not fit the network.</exception>
    public static InputScale Of(StoredModel model, string folder)
    {
        var path = Path.Combine(folder, ModelStore.DescriptionFile);
        var features = model.Parameters.Shape.Inputs;
        try
        {
            var scaling = Names.Parse<InputScaling>("scale", model.Run["scale"]?.ToString() ?? "raw");
            if (scaling is InputScaling.Raw)
                return InputScale.Raw(features);
            var scale = new InputScale(scaling, Numbers(model.Run["scale_offsets"]), Numbers(model.Run["scale_divisors"]));
            return scale.Features == features
                ? scale
                : throw new ArgumentException($"input scale: expected {features} features like the network, got {scale.Features}");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or BadInputException)
        {
            throw BadInputException.At(path, "the input scale that the model was trained behind", e.Message, e);
        }
    }

    private static float[] Numbers(JsonNode? list) =>
        list is JsonArray numbers ? [.. numbers.Select(static n => n!.GetValue<float>())] : throw new ArgumentException("input scale: expected a list of numbers, got none");
}
