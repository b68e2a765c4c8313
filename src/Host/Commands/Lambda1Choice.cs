using System.CommandLine;
using System.Globalization;

namespace RrrGpu.Host.Commands;

/// <summary>What <c>--lambda1</c> of one model takes: a number, or <c>auto</c>.</summary>
/// <param name="Value">The number; null for <c>auto</c>.</param>
internal readonly record struct Lambda1Choice(float? Value)
{
    /// <summary>The word that leaves λ₁ to the program.</summary>
    public const string Auto = "auto";

    /// <summary>Whether the program is to choose.</summary>
    public bool IsAuto => Value is null;

    /// <summary>The option.</summary>
    public static Option<Lambda1Choice?> Option(string description) => new("--lambda1")
    {
        Description = description,
        HelpName = "X|auto",
        CustomParser = static result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (text == Auto)
                return new Lambda1Choice(null);
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                return new Lambda1Choice(value);
            result.AddError($"--lambda1: expected a number or auto, got '{text}'");
            return null;
        },
    };
}
