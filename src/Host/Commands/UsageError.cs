using System.CommandLine;
using System.CommandLine.Parsing;

namespace RrrGpu.Host.Commands;

/// <summary>What is wrong with a command line that could not be parsed, in the words that all other messages use.</summary>
internal static class UsageError
{
    /// <summary>The command that explains how it should have been: that of the verb that was named.</summary>
    public static string Help(ParseResult parsed) => string.Join(' ', ["rrr", .. Verbs(parsed.CommandResult), "--help"]);

    /// <summary>The first thing that is wrong: what was expected and what came.</summary>
    public static string Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unmatched = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (command.Subcommands.Count > 0)
            return $"expected one of the commands {string.Join(", ", command.Subcommands.Select(static c => c.Name))}, got {(unmatched is null ? "none" : $"'{unmatched}'")}";
        var verb = string.Join(' ', Verbs(parsed.CommandResult));
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            _ when unmatched is not null && error.SymbolResult is CommandResult => Unmatched(verb, command, unmatched),
            OptionResult option => OfOption(option) ?? error.Message,
            ArgumentResult { Parent: OptionResult option } => OfOption(option) ?? error.Message,
            ArgumentResult argument when argument.Tokens.Count == 0 => $"{verb}: expected {argument.Argument.Name}, got none",
            CommandResult result when Missing(result) is { } argument => $"{verb}: expected {argument.Name}, got none",
            _ => error.Message,
        };
    }

    private static string Unmatched(string verb, Command command, string word)
    {
        if (word.StartsWith('-'))
            return $"{verb}: expected one of its options, got '{word}'";
        var expected = string.Join(" ", command.Arguments.Select(static argument => argument.Name));
        return $"{verb}: expected {(expected.Length > 0 ? $"{expected} and options" : "options")}, got '{word}' besides";
    }

    /// <summary>What is wrong with how many values an option was given; null where that is right.</summary>
    private static string? OfOption(OptionResult result)
    {
        var (option, count) = (result.Option, result.Tokens.Count);
        if (count < option.Arity.MinimumNumberOfValues)
            return $"{option.Name}: expected {option.HelpName ?? "a value"}, got none";
        return count > option.Arity.MaximumNumberOfValues ? FormattableString.Invariant($"{option.Name}: expected one value, got {count}") : null;
    }

    private static Argument? Missing(CommandResult result) => result.Command.Arguments.FirstOrDefault(argument =>
        (result.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MinimumNumberOfValues);

    private static IEnumerable<string> Verbs(CommandResult result) =>
        result.Parent is CommandResult parent ? Verbs(parent).Append(result.Command.Name) : [];
}
