using RrrGpu.Kernels;

namespace RrrGpu.Host.Sweeps;

/// <summary>The engines of a sweep's devices.</summary>
/// <param name="engines">The engines, which become this object's.</param>
internal sealed class SweepEngines(IReadOnlyList<IEngine> engines) : IDisposable
{
    /// <summary>The engines.</summary>
    public IReadOnlyList<IEngine> All => engines;

    /// <summary>The kinds of device.</summary>
    public IReadOnlyList<DeviceKind> Kinds => [.. engines.Select(static engine => engine.Device.Kind).Distinct()];

    /// <summary>Refuses GPUs of several generations where tensor cores train: a trial's bits would depend on which of them took it.</summary>
    /// <exception cref="BadInputException">There are several.</exception>
    public void RequireOneGeneration()
    {
        if (engines.Select(static engine => engine.Device.ComputeCapability).Distinct().Count() > 1)
            throw new BadInputException($"--device: expected GPUs of one compute capability with --tf32, whose results depend on it, got {string.Join(", ", engines.Select(static engine => $"{engine.Device.Id} ({engine.Device.ComputeCapability})"))}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var engine in engines)
        {
            try
            {
                engine.Dispose();
            }
            catch (Exception e) when (DeviceFault.IsLoss(e))
            {
                // The others' results stand; that this device was lost has been said.
                System.Diagnostics.Trace.TraceInformation(e.Message);
            }
        }
    }
}
