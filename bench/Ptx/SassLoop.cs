using System.Globalization;
using System.Text.RegularExpressions;

namespace RrrGpu.Bench.Ptx;

/// <summary>An innermost loop of a kernel's machine code: how many of the instructions that it issues a turn multiply and add.</summary>
/// <param name="Instructions">All of them.</param>
/// <param name="FusedMultiplyAdds">FFMA.</param>
/// <param name="MatrixProducts">HMMA.</param>
internal sealed partial record SassLoop(int Instructions, int FusedMultiplyAdds, int MatrixProducts)
{
    // What a warp's tensor core multiplies and adds at once, 16 × 8 × 8, in instructions of 32 lanes.
    private const int FusedInMatrixProduct = 32;

    private int Work => FusedMultiplyAdds + FusedInMatrixProduct * MatrixProducts;

    /// <summary>The innermost loop with the most FFMA, of which an HMMA is many, as <c>cuobjdump -sass</c> or <c>nvdisasm</c> print it; null where none has any.</summary>
    public static SassLoop? Busiest(string disassembly)
    {
        var addresses = new List<int>();
        var names = new List<string>();
        var branches = new List<(int From, string Target)>();
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in disassembly.Split('\n'))
        {
            if (Label().Match(line) is { Success: true } label)
                labels.TryAdd(label.Groups[1].Value, addresses.Count);
            if (Instruction().Match(line) is not { Success: true } instruction)
                continue;
            if (instruction.Groups[2].Value == "BRA" && Target().Match(line) is { Success: true } target)
                branches.Add((addresses.Count, target.Groups[1].Value));
            addresses.Add(int.Parse(instruction.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            names.Add(instruction.Groups[2].Value);
        }

        // Of loops with the same head the shortest is the inner one. A branch to itself ends a kernel.
        (int First, int Last)[] loops =
        [
            .. from branch in branches
               let first = labels.TryGetValue(branch.Target, out var place) ? place : addresses.IndexOf(Address(branch.Target))
               where first >= 0 && first < branch.From
               select (first, branch.From),
        ];
        return loops
            .Where(loop => !loops.Any(other => other != loop && other.First >= loop.First && other.Last <= loop.Last))
            .Select(loop => names[loop.First..(loop.Last + 1)])
            .Select(static turn => new SassLoop(turn.Count, turn.Count(static name => name == "FFMA"), turn.Count(static name => name == "HMMA")))
            .Where(static loop => loop.Work > 0)
            .MaxBy(static loop => loop.Work);
    }

    private static int Address(string target) =>
        target.StartsWith("0x", StringComparison.Ordinal)
        && int.TryParse(target.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address)
            ? address
            : -1;

    [GeneratedRegex(@"^\s*(\.L\w*):")]
    private static partial Regex Label();

    // An address, perhaps a predicate, and the instruction's name: /*0090*/ @!P0 LDG.E.128 R4, …
    [GeneratedRegex(@"^\s*/\*([0-9a-f]{4,})\*/\s+(?:\{\s*)?(?:@!?U?P\w+\s+)?([A-Z][A-Z0-9_]*)")]
    private static partial Regex Instruction();

    // BRA 0x13c0 or BRA `(.L_x_6)
    [GeneratedRegex(@"BRA[^;]*?(0x[0-9a-f]+|\.L\w*)\)?\s*;")]
    private static partial Regex Target();
}
