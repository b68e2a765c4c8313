using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The models' settings as the passes of coupled models read them.</summary>
internal sealed class CoupledConstants : IDisposable
{
    private readonly MemoryBuffer1D<ModelConstants, Stride1D.Dense> _dense;
    private readonly MemoryBuffer1D<ModelConstants, Stride1D.Dense> _withoutEntries;

    /// <summary>Uploads settings.</summary>
    /// <param name="memory">Where to.</param>
    /// <param name="constants">The settings as uncoupled models have them.</param>
    /// <param name="penalised">Models whose right-reasons term is among the gradient's.</param>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public CoupledConstants(DeviceMemory memory, ModelConstants[] constants, int penalised)
    {
        Penalised = penalised;
        _dense = memory.Upload<ModelConstants>(Array.ConvertAll(constants, static model => model with { IsPenalised = 1 }), "model settings");
        try
        {
            _withoutEntries = memory.Upload<ModelConstants>(Array.ConvertAll(constants, static model => model with { IsPenalised = 0 }), "model settings");
        }
        catch
        {
            _dense.Dispose();
            throw;
        }
    }

    /// <summary>Settings with a double backward pass for every model.</summary>
    public ArrayView<ModelConstants> Dense => _dense.View.BaseView;

    /// <summary>Settings with one for none, for ∂W1: there, hᵀv1 comes from all features and not from marked entries.</summary>
    public ArrayView<ModelConstants> WithoutEntries => _withoutEntries.View.BaseView;

    /// <summary>Models whose right-reasons term is among the gradient's.</summary>
    public int Penalised { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _dense.Dispose();
        _withoutEntries.Dispose();
    }
}
