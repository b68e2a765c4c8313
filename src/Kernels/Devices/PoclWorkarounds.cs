using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime.OpenCL;

namespace RrrGpu.Kernels.Devices;

/// <summary>
/// What PoCL, the OpenCL implementation for processors, needs to run ILGPU 1.5.3's kernels. Seen with PoCL 3.1;
/// nothing here applies to another platform.
/// <list type="number">
/// <item>PoCL handles SIGFPE for its kernels, after which .NET's integer division by zero no longer throws. It reads
/// POCL_SIGFPE_HANDLER from the C environment (not .NET's copy of it) when it is loaded.</item>
/// <item>PoCL 3.1 does not announce a generic address space, and ILGPU refuses devices without one. ILGPU's kernels do not
/// need it as long as no function or variable holds views of two address spaces.</item>
/// <item>Such functions disappear when everything is inlined: kernels must be compiled at <see cref="OptimizationLevel.O2"/>.</item>
/// </list>
/// Kernels with barriers assign to what outlives one on every path and do not return behind one, nor in front of one if what they
/// have read tells them to: PoCL mistook the path that a thread had taken.
/// Kernels that are to run on PoCL also avoid float atomics, dynamic shared memory and sub-groups.
/// </summary>
internal static partial class PoclWorkarounds
{
    private const string PlatformName = "Portable Computing Language";

    /// <summary>Whether <paramref name="device"/> belongs to PoCL.</summary>
    public static bool AppliesTo(CLDevice device) =>
        device.PlatformName.Contains(PlatformName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Keeps PoCL from handling SIGFPE; to be called before any OpenCL library is loaded. Leaves a value that the user has set.</summary>
    public static void BeforeLoading()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetEnvironment("POCL_SIGFPE_HANDLER", "0", 0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            Trace.TraceInformation($"POCL_SIGFPE_HANDLER could not be set: {e.Message}");
        }
    }

    /// <summary>Makes ILGPU accept <paramref name="device"/>; false where this version of ILGPU has no such switch.</summary>
    public static bool AllowWithoutGenericAddressSpace(CLDevice device)
    {
        if (device.Capabilities.GenericAddressSpace)
            return true;
        var property = device.Capabilities.GetType().GetProperty(
            nameof(device.Capabilities.GenericAddressSpace),
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (property?.SetMethod is null)
            return false;
        property.SetValue(device.Capabilities, true);
        Trace.TraceInformation($"{device.Name}: running on PoCL without a generic address space, at {OptimizationLevel.O2}");
        return true;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
