using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>What passes hand to each other about the explanations of models that a similarity penalty couples.</summary>
internal sealed class CoupledWorkspace : IDisposable
{
    private readonly List<IDisposable> _buffers = [];

    /// <summary>Allocates.</summary>
    /// <param name="memory">Where.</param>
    /// <param name="models">M.</param>
    /// <param name="rows">B, the most rows.</param>
    /// <param name="features">D.</param>
    /// <param name="withDerivative">Whether room is wanted for <see cref="Coefficients"/> and <see cref="H"/> too.</param>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public CoupledWorkspace(DeviceMemory memory, int models, int rows, int features, bool withDerivative)
    {
        Rows = rows;
        try
        {
            (Gradient, _) = Allocate(features);
            (Gram, GramValues) = Allocate(models);
            if (withDerivative)
                (Coefficients, H) = (Allocate(models).Matrix, Allocate(features).Matrix);
        }
        catch
        {
            Dispose();
            throw;
        }

        (ModelMatrix Matrix, ArrayView<float> Values) Allocate(int columns)
        {
            var buffer = memory.Allocate<float>((long)models * rows * columns, $"explanations of {models} × {rows} rows");
            _buffers.Add(buffer);
            return (new ModelMatrix(buffer.View.BaseView, checked(rows * columns), 0, columns), buffer.View.BaseView);
        }
    }

    /// <summary>The most rows.</summary>
    public int Rows { get; }

    /// <summary>g, B × D for each model.</summary>
    public ModelMatrix Gradient { get; }

    /// <summary>G, B × M for each model.</summary>
    public ModelMatrix Gram { get; }

    /// <summary>The memory of <see cref="Gram"/>.</summary>
    public ArrayView<float> GramValues { get; }

    /// <summary>C, B × M for each model.</summary>
    public ModelMatrix Coefficients { get; }

    /// <summary>h, B × D for each model.</summary>
    public ModelMatrix H { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
        _buffers.Clear();
    }
}
