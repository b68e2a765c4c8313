using System.Globalization;
using System.Text;

namespace RrrGpu.Bench.Ptx;

/// <summary>Every kernel as an NVIDIA GPU would get it.</summary>
/// <param name="Commit">The commit that was built.</param>
/// <param name="Architecture">The GPU.</param>
/// <param name="Assembler">The assembler that was found; null if none was.</param>
/// <param name="Disassembler">The disassembler that was found; null if none was.</param>
/// <param name="Kernels">One after another, by name.</param>
/// <param name="Failures">What the tools refused, a line each.</param>
internal sealed record PtxReport(
    string Commit, string Architecture, string? Assembler, string? Disassembler, IReadOnlyList<PtxKernel> Kernels, IReadOnlyList<string> Failures)
{
    /// <summary>Compiles every kernel into <paramref name="folder"/>, and assembles it where there are the tools.</summary>
    public static PtxReport Create(string folder, string architecture, CudaTools tools, string commit)
    {
        using var compiler = new PtxCompiler(architecture);
        Directory.CreateDirectory(folder);
        var kernels = new PtxKernel[DeviceKernel.All.Count];
        for (var i = 0; i < kernels.Length; i++)
        {
            var kernel = DeviceKernel.All[i];
            var ptx = compiler.Compile(kernel);
            var file = kernel.FileName + ".ptx";
            File.WriteAllText(Path.Combine(folder, file), ptx);
            kernels[i] = new(kernel.Name, file, PtxCounts.Of(ptx), null, null, null);
        }

        var failures = new List<string>();
        if (tools.Assembler is not null)
        {
            Parallel.For(0, kernels.Length, i =>
            {
                try
                {
                    kernels[i] = Assemble(folder, kernels[i], architecture, tools);
                }
                catch (Comparison.ChildProcessException e)
                {
                    lock (failures)
                        failures.Add($"{kernels[i].Name}: {e.Message}");
                }
            });
        }

        return new(commit, architecture, tools.Assembler, tools.Disassembler, kernels, [.. failures.Order()]);
    }

    /// <summary>As Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Kernels.Count} kernels for {Architecture}, commit {Commit}; instructions as they stand in the code");
        text.AppendLine();
        text.AppendLine("| kernel | local, bytes | shared, bytes | loads | stores | of them generic | shared loads | shared stores | fused | mul | add | double | barriers | mma |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, _, ptx, _, _, _) in Kernels)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {ptx.LocalBytes} | {ptx.SharedBytes} | {ptx.GlobalLoads} | {ptx.GlobalStores} | {ptx.GenericAccesses} | {ptx.SharedLoads} | {ptx.SharedStores} | {ptx.Fused} | {ptx.Multiplications} | {ptx.Additions} | {ptx.Doubles} | {ptx.Barriers} | {ptx.MatrixProducts} |");
        text.AppendLine();
        text.AppendLine(Assembler is null
            ? "No ptxas in PATH, $CUDA_HOME/bin or /usr/local/cuda/bin: registers and spills are not known."
            : AssembledTable());
        foreach (var failure in Failures)
            text.AppendLine(CultureInfo.InvariantCulture, $"\nfailed: {failure}");
        return text.ToString();
    }

    private string AssembledTable()
    {
        var text = new StringBuilder();
        text.AppendLine("| kernel | registers | stack, bytes | spilled, bytes | fetched again | shared, bytes | FFMA | FMUL, FADD | HMMA | LDG | LDG.128 | LDS | LDS.128 | LDL | STL | a turn of the busiest loop | FFMA of it | HMMA of it |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, _, _, assembled, sass, loop) in Kernels.Where(static kernel => kernel.Assembled is not null))
        {
            var machineCode = sass is null
                ? "- | - | - | - | - | - | - | - | - | - | - | -"
                : string.Create(CultureInfo.InvariantCulture, $"{sass.FusedMultiplyAdds} | {sass.Unfused} | {sass.MatrixProducts} | {sass.GlobalLoads} | {sass.WideGlobalLoads} | {sass.SharedLoads} | {sass.WideSharedLoads} | {sass.LocalLoads} | {sass.LocalStores} | {Count(loop?.Instructions)} | {Count(loop?.FusedMultiplyAdds)} | {Count(loop?.MatrixProducts)}");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {assembled!.Registers} | {assembled.StackBytes} | {assembled.SpillStoreBytes} | {assembled.SpillLoadBytes} | {assembled.SharedBytes} | {machineCode} |");
        }

        text.AppendLine();
        if (Disassembler is null)
            text.AppendLine("No cuobjdump or nvdisasm: machine code is not counted.");
        string[] spilling = [.. Kernels.Where(static kernel => kernel.Assembled?.Spills == true).Select(static kernel => kernel.Name)];
        text.Append(spilling.Length == 0 ? "No kernel spills registers." : $"SPILLS: {string.Join(", ", spilling)}");
        return text.ToString();
    }

    private static string Count(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static PtxKernel Assemble(string folder, PtxKernel kernel, string architecture, CudaTools tools)
    {
        var ptx = Path.Combine(folder, kernel.File);
        var cubin = Path.ChangeExtension(ptx, ".cubin");
        var assembled = kernel with { Assembled = tools.Assemble(ptx, cubin, architecture) };
        if (tools.Disassembler is null)
            return assembled;
        var sass = tools.Disassemble(cubin);
        return assembled with { Sass = SassCounts.Of(sass), Loop = SassLoop.Busiest(sass) };
    }
}

/// <summary>One kernel.</summary>
/// <param name="Name">Its class and method.</param>
/// <param name="File">Its PTX.</param>
/// <param name="Ptx">What that holds.</param>
/// <param name="Assembled">What the assembler says; null where there is none.</param>
/// <param name="Sass">What the machine code holds; null where there is no disassembler.</param>
/// <param name="Loop">Its innermost loop with the most multiply-adds; null where there is none, or no disassembler.</param>
internal sealed record PtxKernel(string Name, string File, PtxCounts Ptx, AssembledKernel? Assembled, SassCounts? Sass, SassLoop? Loop);
