using System.Text.RegularExpressions;

namespace RrrGpu.Kernels.Tests.Ptx;

/// <summary>An instruction as it stands in PTX.</summary>
/// <param name="Operation">Its name with its types, less how it rounds.</param>
/// <param name="Operands">Each one's parts: several where it stands in braces.</param>
internal sealed record PtxInstruction(string Operation, string[][] Operands)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Operation} {string.Join(", ", Operands.Select(static parts => string.Join(' ', parts)))}";
}

/// <summary>The text of one kernel's PTX, taken apart.</summary>
/// <param name="Parameters">The names of its parameters.</param>
/// <param name="Locals">The names of its variables in local memory.</param>
/// <param name="Instructions">What it does.</param>
internal sealed partial record PtxProgram(IReadOnlyList<string> Parameters, IReadOnlyList<string> Locals, IReadOnlyList<PtxInstruction> Instructions)
{
    /// <summary>Takes a module of one kernel apart.</summary>
    public static PtxProgram Parse(string ptx)
    {
        ptx = Comment().Replace(ptx, "");
        var body = ptx[(ptx.IndexOf('{', StringComparison.Ordinal) + 1)..ptx.LastIndexOf('}')];
        return new(
            [.. Parameter().Matches(ptx).Select(static match => match.Groups[1].Value)],
            [.. Local().Matches(body).Select(static match => match.Groups[1].Value)],
            [.. body.Split(';').Select(static text => text.Trim()).Where(static text => text.Length > 0 && text[0] != '.').Select(Instruction)]);
    }

    private static PtxInstruction Instruction(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        var (operation, rest) = end < 0 ? (text, "") : (text[..end], text[end..]);
        return new(
            operation.Replace(".rn", "", StringComparison.Ordinal).Replace(".ftz", "", StringComparison.Ordinal),
            [.. Operand().Matches(rest).Select(static match => match.Value.Trim('{', '}').Split(',', StringSplitOptions.TrimEntries))]);
    }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.param\s+\.align\s+\d+\s+\.b8\s+(\w+)\[")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\.local\s+\.align\s+\d+\s+\.b8\s+(\w+)\[4\]")]
    private static partial Regex Local();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|[^\s,]+")]
    private static partial Regex Operand();
}
