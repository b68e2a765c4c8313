using RrrGpu.Kernels.Devices;
using RrrGpu.Kernels.Ilgpu.Tensor;

namespace RrrGpu.Kernels;

/// <summary>
/// The devices of this machine: the host's processors always, then CUDA devices, OpenCL devices and ILGPU's CPU accelerator.
/// Missing or broken drivers make the list shorter and nothing else.
/// </summary>
public sealed class DeviceCatalog
{
    private readonly Func<IEngine> _openSimd;
    private readonly IReadOnlyList<IlgpuDevice> _ilgpu;
    private readonly ITuningStore? _tuning;
    private readonly bool _tf32;

    /// <summary>Looks for devices.</summary>
    /// <param name="openSimd">Opens the engine that runs on the host's processors.</param>
    /// <param name="simd">What that engine calls itself; null for all threads.</param>
    /// <param name="tuning">Where engines keep what they have measured to be fastest; null for nowhere.</param>
    /// <param name="tf32">Whether engines are to do the first layer's products of byte inputs by tensor cores; devices without them do not open then.</param>
    public DeviceCatalog(Func<IEngine> openSimd, DeviceDescription? simd = null, ITuningStore? tuning = null, bool tf32 = false)
        : this(openSimd, IlgpuDevice.Discover(), simd, tuning, tf32)
    {
    }

    /// <summary>A catalog of given devices.</summary>
    internal DeviceCatalog(Func<IEngine> openSimd, IReadOnlyList<IlgpuDevice> ilgpu, DeviceDescription? simd = null, ITuningStore? tuning = null, bool tf32 = false)
    {
        ArgumentNullException.ThrowIfNull(openSimd);
        _openSimd = openSimd;
        _ilgpu = ilgpu;
        _tuning = tuning;
        _tf32 = tf32;
        Devices =
        [
            simd ?? SimdEngine.Describe(),
            .. ilgpu.Select(static device => device.Description),
        ];
    }

    /// <summary>Every device, in the order in which ids count them.</summary>
    public IReadOnlyList<DeviceDescription> Devices { get; }

    /// <summary>
    /// What <c>auto</c> stands for: the first CUDA device, else the first OpenCL GPU, else the host's processors.
    /// </summary>
    public DeviceDescription Default => Preferred.Select(static device => device.Description).FirstOrDefault() ?? Devices[0];

    private IEnumerable<IlgpuDevice> Preferred =>
        _ilgpu.Where(static device => device.Description.Kind == DeviceKind.Cuda)
            .Concat(_ilgpu.Where(static device => device.Description.Kind == DeviceKind.OpenCL && !device.IsProcessor));

    /// <summary>Opens a device.</summary>
    /// <param name="id">
    /// <c>simd</c>, <c>cuda[:i]</c>, <c>opencl[:i]</c>, <c>cpu</c>, or <c>auto</c>, which passes over a device that does not open;
    /// <see cref="IEngine.Device"/> of the result says what was chosen.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="id"/> is not a device id.</exception>
    /// <exception cref="DeviceNotFoundException">This machine has no such device, or it does not open.</exception>
    public IEngine Open(string id)
    {
        var request = DeviceRequest.Parse(id);
        if (request.IsAuto)
            return OpenFastest();
        if (request.Kind == DeviceKind.Simd)
            return _tf32 ? throw IlgpuEngine.NoTensorCores(Devices[0]) : _openSimd();
        var device = _ilgpu.FirstOrDefault(device => device.Description.Id == request.Id)
            ?? throw new DeviceNotFoundException(
                $"device {request.Id}: not found; this machine has {string.Join(", ", Devices.Select(static device => device.Id))}");
        return OpenIlgpu(device);
    }

    /// <summary>
    /// Opens devices that are to share work. <c>all</c> is every device that works, but for ILGPU's CPU accelerator, for OpenCL on a
    /// GPU that CUDA drives, and, where there is a GPU, for OpenCL on the processor that the host's engine uses.
    /// </summary>
    /// <param name="selection">The devices.</param>
    /// <param name="passedOver">Hears, in one line each, of devices that <c>all</c> covers and that do not open.</param>
    /// <returns>The engines in the order asked for; <c>all</c> puts GPUs first.</returns>
    /// <exception cref="DeviceNotFoundException">This machine lacks a device that was named, or it does not open.</exception>
    public IReadOnlyList<IEngine> Open(DeviceSelection selection, Action<string>? passedOver = null)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var engines = new List<IEngine>();
        try
        {
            if (!selection.IsAll)
            {
                foreach (var request in selection.Requests)
                    engines.Add(Open(request.Id));
                return engines;
            }

            var reasons = new List<string>();
            passedOver ??= reasons.Add;
            foreach (var device in Working)
            {
                try
                {
                    engines.Add(OpenIlgpu(device));
                }
                catch (DeviceNotFoundException e)
                {
                    passedOver(e.Message);
                }
            }

            // Of those that share the work in TF32, the host's processors would be the ones that do not.
            if (!_tf32 || engines.Count == 0)
                engines.Add(OpenLast(reasons));
            return engines;
        }
        catch
        {
            engines.ForEach(static engine => engine.Dispose());
            throw;
        }
    }

    /// <summary>What <c>all</c> stands for beside the host's processors.</summary>
    internal IEnumerable<IlgpuDevice> Working
    {
        get
        {
            var cuda = _ilgpu.Where(static device => device.Description.Kind == DeviceKind.Cuda).ToArray();
            // NVIDIA's OpenCL lists the same GPUs by the same names.
            var opencl = _ilgpu.Where(device => device.Description.Kind == DeviceKind.OpenCL
                && !Array.Exists(cuda, gpu => device.Description.Name.StartsWith(gpu.Description.Name, StringComparison.Ordinal))).ToArray();
            var gpus = cuda.Concat(opencl.Where(static device => !device.IsProcessor)).ToArray();
            return gpus.Length > 0 ? gpus : opencl;
        }
    }

    private IEngine OpenFastest()
    {
        var reasons = new List<string>();
        foreach (var device in Preferred)
        {
            try
            {
                return OpenIlgpu(device);
            }
            catch (DeviceNotFoundException e)
            {
                System.Diagnostics.Trace.TraceWarning(e.Message);
                reasons.Add(e.Message);
            }
        }

        return OpenLast(reasons);
    }

    /// <summary>What is left where no other device opens.</summary>
    /// <param name="reasons">Why they did not, where nobody has been told.</param>
    private IEngine OpenLast(IReadOnlyList<string> reasons) => _tf32
        ? throw new DeviceNotFoundException(string.Join("; ",
            [$"no device with tensor cores for TF32: expected a CUDA device of compute capability 8.0 or later, this machine has {string.Join(", ", Devices.Select(static device => device.Id))}", .. reasons]))
        : _openSimd();

    private IlgpuEngine OpenIlgpu(IlgpuDevice device)
    {
        try
        {
            return new IlgpuEngine(device, tuning: device.IsProcessor ? null : _tuning, tensor: _tf32 ? TensorPassLibrary.OfDevice : null);
        }
#pragma warning disable CA1031 // Whatever a driver throws, the answer to the user is that this device cannot be used.
        catch (Exception e) when (e is not DeviceNotFoundException)
#pragma warning restore CA1031
        {
            throw new DeviceNotFoundException($"device {device.Description.Id}: {device.Description.Name} does not open: {e.Message}", e);
        }
    }
}
