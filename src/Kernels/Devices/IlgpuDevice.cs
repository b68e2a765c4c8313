using System.Globalization;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace RrrGpu.Kernels.Devices;

/// <summary>A device that ILGPU drives: how it is described, and how it is found again to be opened.</summary>
/// <param name="Description">Its description.</param>
/// <param name="IsProcessor">Whether it is a processor rather than a GPU.</param>
internal sealed record IlgpuDevice(DeviceDescription Description, bool IsProcessor)
{
    /// <summary>What ILGPU's CPU accelerator simulates, where this is one.</summary>
    public CPUDevice Simulated { get; init; } = CPUDevice.Default;

    /// <summary>Lists what ILGPU finds on this machine: CUDA devices, OpenCL devices, and last its own CPU accelerator.</summary>
    public static IReadOnlyList<IlgpuDevice> Discover() => [.. Find(DeviceKind.Cuda), .. Find(DeviceKind.OpenCL), .. Find(DeviceKind.Cpu)];

    /// <summary>Opens this device: a context that holds devices of its kind only, and an accelerator in it.</summary>
    public (Context Context, Accelerator Accelerator) Open()
    {
        var context = CreateContext(Description.Kind, Simulated);
        try
        {
            var device = DevicesOf(context, Description.Kind)[DeviceRequest.Parse(Description.Id).Index];
            return (context, device.CreateAccelerator(context));
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static List<IlgpuDevice> Find(DeviceKind kind)
    {
        var found = new List<IlgpuDevice>();
        try
        {
            using var context = CreateContext(kind, CPUDevice.Default);
            foreach (var device in DevicesOf(context, kind))
            {
                var id = new DeviceRequest(kind, found.Count).Id;
                var isProcessor = device is CPUDevice || device is CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_CPU };
                found.Add(new IlgpuDevice(
                    new DeviceDescription(id, kind, NameOf(device), device.MemorySize, IsGpu: !isProcessor) { ComputeCapability = CapabilityOf(device) },
                    isProcessor));
            }
        }
#pragma warning disable CA1031 // A missing or broken driver fails in as many ways as there are drivers; all mean "none of this kind".
        catch (Exception e)
#pragma warning restore CA1031
        {
            System.Diagnostics.Trace.TraceInformation($"looking for {kind} devices: {e.Message}");
            found.Clear();
        }

        return found;
    }

    private static Context CreateContext(DeviceKind kind, CPUDevice simulated)
    {
        if (kind == DeviceKind.OpenCL)
            OpenCLLibrary.Prepare();
        return Context.Create(builder =>
        {
            _ = kind switch
            {
                DeviceKind.Cuda => builder.Cuda(),
                DeviceKind.OpenCL => builder.OpenCL(CanRun),
                _ => builder.CPU(simulated),
            };
            Tune(builder);
        });
    }

    /// <summary>
    /// How kernels are compiled, on whatever device; also those that are compiled to be looked at. Below this level ILGPU does not
    /// follow pointers to the memory that they point to: loads are generic, and see <see cref="PoclWorkarounds"/>.
    /// On CUDA, and nowhere else, fast mathematics has roots and divisions done by the processor's own approximations, 2 in the last place
    /// off at most, and takes values below 1.2e-38 for zero: Adam's step is half as many instructions, and none of them branches.
    /// </summary>
    internal static void Tune(Context.Builder builder) =>
        builder.EnableAlgorithms().Optimize(OptimizationLevel.O2).Math(MathMode.Fast);

    private static bool CanRun(CLDevice device) =>
        PoclWorkarounds.AppliesTo(device)
            ? PoclWorkarounds.AllowWithoutGenericAddressSpace(device)
            : device.Capabilities.GenericAddressSpace;

    private static List<Device> DevicesOf(Context context, DeviceKind kind)
    {
        var type = kind switch
        {
            DeviceKind.Cuda => AcceleratorType.Cuda,
            DeviceKind.OpenCL => AcceleratorType.OpenCL,
            _ => AcceleratorType.CPU,
        };
        return [.. context.Devices.Where(device => device.AcceleratorType == type)];
    }

    private static string? CapabilityOf(Device device) => device is CudaDevice { Architecture: { } architecture }
        ? string.Create(CultureInfo.InvariantCulture, $"{architecture.Major}.{architecture.Minor}")
        : null;

    private static string NameOf(Device device) => device switch
    {
        CLDevice opencl => $"{opencl.Name} ({opencl.PlatformName})",
        CPUDevice => "ILGPU CPU accelerator",
        _ => device.Name,
    };
}
