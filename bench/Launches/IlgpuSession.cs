using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels;
using RrrGpu.Kernels.Devices;

namespace RrrGpu.Bench.Launches;

/// <summary>A device opened for what lies beneath an engine: launches and copies.</summary>
internal sealed class IlgpuSession : IDisposable
{
    private readonly Context _context;

    private IlgpuSession(IlgpuDevice device)
    {
        Device = device.Description;
        (_context, Accelerator) = device.Open();
    }

    /// <summary>The device.</summary>
    public DeviceDescription Device { get; }

    /// <summary>Where launches go.</summary>
    public Accelerator Accelerator { get; }

    /// <summary>Opens a device by its id.</summary>
    /// <exception cref="DeviceNotFoundException">This machine has no such device.</exception>
    /// <exception cref="ArgumentException">It is none that ILGPU runs.</exception>
    public static IlgpuSession Open(string id)
    {
        var request = DeviceRequest.Parse(id);
        if (request.Kind is null or DeviceKind.Simd)
            throw new ArgumentException($"--device: expected cuda, opencl or cpu, which kernels are launched on, got '{id}'");
        return new(IlgpuDevice.Discover().FirstOrDefault(device => device.Description.Id == request.Id)
            ?? throw new DeviceNotFoundException($"device {request.Id}: this machine has none"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }
}
