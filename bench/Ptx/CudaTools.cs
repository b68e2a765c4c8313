using System.ComponentModel;
using System.Diagnostics;

namespace RrrGpu.Bench.Ptx;

/// <summary>NVIDIA's assembler and disassembler, where they are installed.</summary>
/// <param name="Assembler">ptxas; null where there is none.</param>
/// <param name="Disassembler">cuobjdump or else nvdisasm; null where there is neither.</param>
internal sealed record CudaTools(string? Assembler, string? Disassembler)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Looks in <c>PATH</c>, <c>$CUDA_HOME/bin</c> and /usr/local/cuda/bin.</summary>
    public static CudaTools Find()
    {
        string?[] places = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), Environment.GetEnvironmentVariable("CUDA_HOME") + "/bin", "/usr/local/cuda/bin"];
        string? Look(string tool) => places.Select(place => Path.Combine(place ?? "", tool)).FirstOrDefault(File.Exists);
        return new(Look("ptxas"), Look("cuobjdump") ?? Look("nvdisasm"));
    }

    /// <summary>Assembles a file of PTX.</summary>
    /// <param name="ptx">The file.</param>
    /// <param name="cubin">Where the machine code goes.</param>
    /// <param name="architecture">For which GPU.</param>
    /// <exception cref="Comparison.ChildProcessException">The assembler does not start, refuses the file or says nothing of registers.</exception>
    public AssembledKernel Assemble(string ptx, string cubin, string architecture)
    {
        var report = Run(Assembler!, ["-v", $"-arch={architecture}", "-o", cubin, ptx]);
        try
        {
            return AssembledKernel.Read(report);
        }
        catch (FormatException e)
        {
            throw new Comparison.ChildProcessException($"{Assembler} on {ptx}: {e.Message}", e);
        }
    }

    /// <summary>A kernel's machine code as text.</summary>
    /// <exception cref="Comparison.ChildProcessException">The disassembler fails.</exception>
    public string Disassemble(string cubin) =>
        Run(Disassembler!, Path.GetFileName(Disassembler!) == "cuobjdump" ? ["-sass", cubin] : [cubin]);

    /// <summary>What a tool printed on both outputs.</summary>
    private static string Run(string tool, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                throw new Comparison.ChildProcessException($"{tool}: stopped after {Limit.TotalSeconds:0} s");
            }

            var text = output.Result + errors.Result;
            return process.ExitCode == 0 ? text : throw new Comparison.ChildProcessException($"{tool} {arguments[^1]}: exit {process.ExitCode}: {text.Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new Comparison.ChildProcessException($"{tool}: {e.Message}", e);
        }
    }
}
