using System.Text.RegularExpressions;

namespace RrrGpu.Bench.Ptx;

/// <summary>What a kernel's machine code holds, as <c>cuobjdump -sass</c> or <c>nvdisasm</c> print it; as it stands, not as often as it runs.</summary>
/// <param name="Instructions">All of them.</param>
/// <param name="FusedMultiplyAdds">FFMA.</param>
/// <param name="Unfused">FMUL and FADD.</param>
/// <param name="MatrixProducts">HMMA, products of small matrices by a warp's tensor core.</param>
/// <param name="GlobalLoads">LDG, and LD, of which the kind of memory is known only at run time.</param>
/// <param name="WideGlobalLoads">Those of them that fetch 16 bytes.</param>
/// <param name="SharedLoads">LDS.</param>
/// <param name="WideSharedLoads">Those of them that fetch 16 bytes.</param>
/// <param name="LocalLoads">LDL.</param>
/// <param name="LocalStores">STL.</param>
internal sealed partial record SassCounts(
    int Instructions,
    int FusedMultiplyAdds,
    int Unfused,
    int MatrixProducts,
    int GlobalLoads,
    int WideGlobalLoads,
    int SharedLoads,
    int WideSharedLoads,
    int LocalLoads,
    int LocalStores)
{
    /// <summary>Counts in a disassembly.</summary>
    public static SassCounts Of(string disassembly)
    {
        var instructions = Instruction().Matches(disassembly).Select(static match => match.Groups[1].Value.Split('.')).ToArray();
        int Count(params string[] names) => instructions.Count(parts => names.Contains(parts[0]));
        int Wide(params string[] names) => instructions.Count(parts => names.Contains(parts[0]) && parts.Contains("128"));
        return new(
            instructions.Length, Count("FFMA"), Count("FMUL", "FADD"), Count("HMMA"),
            Count("LDG", "LD"), Wide("LDG", "LD"), Count("LDS"), Wide("LDS"), Count("LDL"), Count("STL"));
    }

    // An address, perhaps a predicate, and the instruction: /*0090*/ @!P0 LDG.E.128 R4, …
    [GeneratedRegex(@"^\s*/\*[0-9a-f]{4,}\*/\s+(?:\{\s*)?(?:@!?U?P\w+\s+)?([A-Z][A-Z0-9_]*(?:\.[A-Za-z0-9_]+)*)", RegexOptions.Multiline)]
    private static partial Regex Instruction();
}
