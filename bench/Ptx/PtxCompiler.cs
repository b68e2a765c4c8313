using System.Globalization;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using RrrGpu.Kernels.Devices;

namespace RrrGpu.Bench.Ptx;

/// <summary>Compiles kernels as an NVIDIA GPU would get them, without a GPU or its driver.</summary>
internal sealed partial class PtxCompiler : IDisposable
{
    /// <summary>An H100.</summary>
    public const string DefaultArchitecture = "sm_90";

    private readonly Context _context = Context.Create(IlgpuDevice.Tune);
    private readonly PTXBackend _backend;

    /// <summary>Compiles for <paramref name="architecture"/>, such as <c>sm_90</c>.</summary>
    /// <exception cref="ArgumentException">It is no architecture.</exception>
    public PtxCompiler(string architecture = DefaultArchitecture)
    {
        var match = Architecture().Match(architecture);
        if (!match.Success)
            throw new ArgumentException($"--arch: expected sm_ and a number from 30 on, such as {DefaultArchitecture}, got '{architecture}'");
        var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        _backend = new PTXBackend(_context, new CudaArchitecture(number / 10, number % 10), CudaInstructionSet.ISA_80, null!);
    }

    /// <summary>The kernel's PTX.</summary>
    public string Compile(DeviceKernel kernel) =>
        ((PTXCompiledKernel)_backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method), default)).PTXAssembly;

    /// <inheritdoc/>
    public void Dispose()
    {
        _backend.Dispose();
        _context.Dispose();
    }

    [GeneratedRegex("^sm_([3-9][0-9]|1[0-9][0-9])$")]
    private static partial Regex Architecture();
}
