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
