using System.Globalization;
using System.Text.RegularExpressions;

namespace RrrGpu.Bench.Ptx;

/// <summary>Loads or stores of one kind of memory, by how wide they are.</summary>
/// <param name="Scalar">Of one element.</param>
/// <param name="Two">Of two (<c>.v2</c>).</param>
/// <param name="Four">Of four (<c>.v4</c>).</param>
/// <param name="SixteenBytes">Those of sixteen bytes, the widest there are.</param>
internal readonly record struct AccessCounts(int Scalar, int Two, int Four, int SixteenBytes)
{
    /// <inheritdoc/>
    public override string ToString() => Two + Four == 0 ? $"{Scalar}" : $"{Scalar} + {Two} v2 + {Four} v4";
}

/// <summary>What a kernel's PTX holds of the things that decide how fast it is; instructions as they stand, not as often as they run.</summary>
/// <param name="LocalBytes">Of arrays in local memory, which is device memory in truth: what registers should hold.</param>
/// <param name="SharedBytes">Of arrays in shared memory whose size is fixed.</param>
/// <param name="GlobalLoads">From device memory, <paramref name="GenericAccesses"/> included.</param>
/// <param name="GlobalStores">To device memory, likewise.</param>
/// <param name="SharedLoads">From shared memory.</param>
/// <param name="SharedStores">To shared memory.</param>
/// <param name="LocalAccesses">Loads from and stores to local memory.</param>
/// <param name="GenericAccesses">Loads and stores of which the kind of memory is known only at run time.</param>
/// <param name="Fused">Float32 multiply-adds.</param>
/// <param name="Multiplications">Float32 multiplications on their own; without a rounding mode the assembler may still fuse them.</param>
/// <param name="Additions">Float32 additions and subtractions, likewise.</param>
/// <param name="Doubles">Float64 arithmetic and conversions to and from float64, which most GPUs are slow at.</param>
/// <param name="Barriers">Barriers of a group.</param>
/// <param name="MatrixProducts">Products of small matrices by a warp's tensor core.</param>
internal sealed partial record PtxCounts(
    int LocalBytes,
    int SharedBytes,
    AccessCounts GlobalLoads,
    AccessCounts GlobalStores,
    AccessCounts SharedLoads,
    AccessCounts SharedStores,
    int LocalAccesses,
    int GenericAccesses,
    int Fused,
    int Multiplications,
    int Additions,
    int Doubles,
    int Barriers,
    int MatrixProducts)
{
    /// <summary>Counts in the text of one module.</summary>
    public static PtxCounts Of(string ptx)
    {
        var instructions = Instruction().Matches(ptx).Select(static match => match.Groups[1].Value.Split('.')).ToArray();
        return new(
            Bytes(ptx, "local"), Bytes(ptx, "shared"),
            Accesses(instructions, "ld", "global", ""), Accesses(instructions, "st", "global", ""),
            Accesses(instructions, "ld", "shared"), Accesses(instructions, "st", "shared"),
            instructions.Count(static parts => IsAccess(parts) && SpaceOf(parts) == "local"),
            instructions.Count(static parts => IsAccess(parts) && SpaceOf(parts).Length == 0),
            instructions.Count(static parts => parts[0] is "fma" or "mad" && parts[^1] == "f32"),
            instructions.Count(static parts => parts[0] == "mul" && parts[^1] == "f32"),
            instructions.Count(static parts => parts[0] is "add" or "sub" && parts[^1] == "f32"),
            instructions.Count(static parts => parts[0] is "fma" or "mad" or "mul" or "add" or "sub" or "div" && parts[^1] == "f64" || parts[0] == "cvt" && parts.Contains("f64")),
            instructions.Count(static parts => parts[0] is "bar" or "barrier"),
            instructions.Count(static parts => parts[0] == "mma"));
    }

    private static AccessCounts Accesses(string[][] instructions, string operation, params string[] spaces)
    {
        int[] counts = [0, 0, 0];
        var wide = 0;
        foreach (var parts in instructions.Where(parts => parts[0] == operation && spaces.Contains(SpaceOf(parts))))
        {
            var elements = parts.Contains("v4") ? 4 : parts.Contains("v2") ? 2 : 1;
            counts[elements / 2]++;
            if (elements * BitsOf(parts[^1]) == 128)
                wide++;
        }

        return new(counts[0], counts[1], counts[2], wide);
    }

    private static bool IsAccess(string[] parts) => parts[0] is "ld" or "st";

    private static string SpaceOf(string[] parts) =>
        parts.FirstOrDefault(static part => part is "global" or "local" or "param" or "const" || part.StartsWith("shared", StringComparison.Ordinal))?.Split(':')[0] ?? "";

    private static int BitsOf(string type) => int.Parse(type.AsSpan(1), CultureInfo.InvariantCulture);

    /// <summary>Bytes of the variables that are declared in a kind of memory.</summary>
    private static int Bytes(string ptx, string space) => Variable().Matches(ptx)
        .Where(match => match.Groups["space"].Value == space)
        .Sum(static match => int.Parse(match.Groups["bits"].Value, CultureInfo.InvariantCulture) / 8
            * (match.Groups["vector"].Success ? int.Parse(match.Groups["vector"].Value, CultureInfo.InvariantCulture) : 1)
            * (match.Groups["length"].Success ? int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture) : 1));

    [GeneratedRegex(@"^[ \t]*(?:@!?%p\d+[ \t]+)?([a-z]\w*(?:\.[a-z0-9_:]+)+)[ \t]", RegexOptions.Multiline)]
    private static partial Regex Instruction();

    // An array without a length is what a launch asks for: it has none here.
    [GeneratedRegex(@"^[ \t]*\.(?<space>local|shared)[ \t]+(?:\.align[ \t]+\d+[ \t]+)?(?:\.v(?<vector>[24])[ \t]+)?\.[bsuf](?<bits>\d+)[ \t]+[\w$%]+(?:\[(?<length>\d+)\])?[ \t]*;", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
