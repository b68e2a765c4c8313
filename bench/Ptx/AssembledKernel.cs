using System.Globalization;
using System.Text.RegularExpressions;

namespace RrrGpu.Bench.Ptx;

/// <summary>What the assembler made of a kernel: the lines that <c>ptxas -v</c> prints.</summary>
/// <param name="Registers">Of a thread.</param>
/// <param name="StackBytes">Local memory of a thread.</param>
/// <param name="SpillStoreBytes">Of registers put away because there were too few.</param>
/// <param name="SpillLoadBytes">Of registers fetched again.</param>
/// <param name="SharedBytes">Shared memory of a group, the launch's own share left out.</param>
internal sealed partial record AssembledKernel(int Registers, int StackBytes, int SpillStoreBytes, int SpillLoadBytes, int SharedBytes)
{
    /// <summary>Whether there were too few registers.</summary>
    public bool Spills => SpillStoreBytes + SpillLoadBytes > 0;

    /// <summary>Reads the assembler's report on one kernel.</summary>
    /// <exception cref="FormatException">It does not say how many registers there are.</exception>
    public static AssembledKernel Read(string report)
    {
        var registers = UsedRegisters().Match(report);
        if (!registers.Success)
            throw new FormatException($"expected 'Used … registers', got {report.Trim()}");
        return new(Number(registers), Number(Stack().Match(report)), Number(SpillStores().Match(report)), Number(SpillLoads().Match(report)), Number(Shared().Match(report)));
    }

    private static int Number(Match match) => match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex UsedRegisters();

    [GeneratedRegex(@"(\d+) bytes stack frame")]
    private static partial Regex Stack();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex SpillStores();

    [GeneratedRegex(@"(\d+) bytes spill loads")]
    private static partial Regex SpillLoads();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex Shared();
}
