using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace RrrGpu.Kernels.Devices;

/// <summary>
/// Finds the OpenCL loader where only its run-time name is installed: ILGPU asks for <c>OpenCL</c>, while a machine without
/// development packages has <c>libOpenCL.so.1</c> and nothing else.
/// </summary>
internal static class OpenCLLibrary
{
    private const string RuntimeName = "libOpenCL.so.1";

    private static readonly Lazy<bool> Registration = new(static () =>
    {
        PoclWorkarounds.BeforeLoading();
        if (OperatingSystem.IsLinux())
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += static (_, name) => Resolve(name);
        return true;
    });

    /// <summary>Prepares this process to load OpenCL; does nothing from the second call on.</summary>
    public static void Prepare() => _ = Registration.Value;

    private static nint Resolve(string name) =>
        name is "OpenCL" or "OpenCL.dll" && NativeLibrary.TryLoad(RuntimeName, out var library) ? library : 0;
}
