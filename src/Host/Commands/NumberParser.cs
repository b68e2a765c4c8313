using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace RrrGpu.Host.Commands;

/// <summary>Numeric options whose errors say what was expected and what came.</summary>
internal static class NumberParser
{
    /// <summary>An option that takes a whole number.</summary>
    public static Option<T> Whole<T>(string name, string description, T standard)
        where T : IBinaryInteger<T> => Create(name, description, standard, "a whole number");

    /// <summary>An option that takes a number.</summary>
    public static Option<T> Real<T>(string name, string description, T standard)
        where T : IFloatingPoint<T> => Create(name, description, standard, "a number");

    /// <summary>An option that takes a number and has no standard value.</summary>
    public static Option<T?> Optional<T>(string name, string description, string expected)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            CustomParser = result => TryParse(result, name, expected, out T value) ? value : null,
        };

    private static Option<T> Create<T>(string name, string description, T standard, string expected)
        where T : INumber<T> => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => standard,
            CustomParser = result => TryParse(result, name, expected, out T value) ? value : standard,
        };

    private static bool TryParse<T>(ArgumentResult result, string name, string expected, out T value)
        where T : INumber<T>
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value!))
            return true;
        result.AddError($"{name}: expected {expected}, got '{text}'");
        return false;
    }
}
