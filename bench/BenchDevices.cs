using RrrGpu.Kernels;
using RrrGpu.Kernels.Devices;

namespace RrrGpu.Bench;

/// <summary>The devices that benchmarks run on.</summary>
internal static class BenchDevices
{
    /// <summary>Names the devices to the processes that BenchmarkDotNet starts, comma-separated.</summary>
    public const string Variable = "RRR_BENCH_DEVICES";

    /// <summary>What was asked for, or every device of this machine but ILGPU's CPU accelerator, a simulator that takes hours.</summary>
    public static IReadOnlyList<string> Chosen
    {
        get
        {
            var named = Environment.GetEnvironmentVariable(Variable);
            return string.IsNullOrEmpty(named)
                ? [.. Catalog().Devices.Where(static device => device.Kind != DeviceKind.Cpu).Select(static device => device.Id)]
                : named.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
    }

    /// <summary>Opens a device by its id.</summary>
    /// <param name="id">The device.</param>
    /// <param name="tf32">Whether byte inputs go through its tensor cores.</param>
    /// <exception cref="DeviceNotFoundException">There is no such device.</exception>
    public static IEngine Open(string id, bool tf32 = false) => Catalog(tf32).Open(id);

    /// <summary>Opens a device by its id, tuned as a GPU whatever it is: the passes that a GPU would get, on a machine without one.</summary>
    /// <exception cref="DeviceNotFoundException">There is no such device.</exception>
    public static IlgpuEngine OpenAsGpu(string id)
    {
        var wanted = DeviceRequest.Parse(id).Id;
        return new IlgpuEngine(
            IlgpuDevice.Discover().FirstOrDefault(device => device.Description.Id == wanted) ?? throw new DeviceNotFoundException($"device {wanted}: this machine has none"),
            asProcessor: false);
    }

    private static DeviceCatalog Catalog(bool tf32 = false) => new(static () => new SimdEngine(), tf32: tf32);
}
