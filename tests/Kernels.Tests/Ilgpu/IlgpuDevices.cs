using ILGPU;
using ILGPU.Runtime.Cuda;
using RrrGpu.Kernels.Devices;

[assembly: AssemblyFixture(typeof(RrrGpu.Kernels.Tests.Ilgpu.IlgpuDevices))]

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>
/// The ILGPU devices of this machine, each opened once. RRR_REQUIRE_OPENCL=1 and RRR_REQUIRE_CUDA=1 say that such a device
/// must be there; tests fail without it then. Otherwise those on OpenCL are skipped, and those on CUDA do not arise.
/// </summary>
public sealed class IlgpuDevices : IDisposable
{
    /// <summary>Tests that share these engines, and so run one at a time.</summary>
    public const string Collection = "ilgpu devices";

    private static readonly Lazy<IReadOnlyList<IlgpuDevice>> Discovered = new(IlgpuDevice.Discover);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, IEngine> _engines = [];

    /// <summary>What tests run on; CUDA only where there is some, or must be.</summary>
    public static IEnumerable<TheoryDataRow<string>> Ids =>
        from id in IsRequired(DeviceKind.Cuda) || Found.Any(static device => device.Description.Kind == DeviceKind.Cuda)
            ? new[] { "cpu", "opencl:0", "cuda:0" }
            : ["cpu", "opencl:0"]
        select new TheoryDataRow<string>(id).WithTrait("Device", id.Split(':')[0]);

    internal static IReadOnlyList<IlgpuDevice> Found => Discovered.Value;

    public IEngine Open(string id)
    {
        var device = Found.FirstOrDefault(device => device.Description.Id == id);
        Assert.False(device is null && IsRequired(DeviceRequest.Parse(id).Kind!.Value), $"{id} is required, but this machine has none");
        Assert.SkipUnless(device is not null, $"this machine has no {id}");
        lock (_lock)
        {
            if (!_engines.TryGetValue(id, out var engine))
                _engines.Add(id, engine = new IlgpuEngine(device!));
            return engine;
        }
    }

    public void Dispose()
    {
        foreach (var engine in _engines.Values)
            engine.Dispose();
    }

    /// <summary>
    /// Whether a device has tensor cores that take TF32: as ILGPU knows it from the driver, for what engines say of it is under test.
    /// </summary>
    internal static bool HasTensorCores(IlgpuDevice device)
    {
        var request = DeviceRequest.Parse(device.Description.Id);
        if (request.Kind is not DeviceKind.Cuda)
            return false;
        using var context = Context.Create(static builder => builder.Cuda());
        return context.GetCudaDevice(request.Index).Architecture >= CudaArchitecture.SM_80;
    }

    internal static bool IsRequired(DeviceKind kind) =>
        Environment.GetEnvironmentVariable($"RRR_REQUIRE_{kind.ToString().ToUpperInvariant()}") == "1";
}
