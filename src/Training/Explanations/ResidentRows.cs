using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>A chunk of rows on the device, to be explained in several ways while it is there.</summary>
public sealed class ResidentRows
{
    private readonly IEnsemble _model;
    private readonly IRowSet _rows;

    internal ResidentRows(IEnsemble model, IRowSet rows, int firstRow)
    {
        _model = model;
        _rows = rows;
        FirstRow = firstRow;
    }

    /// <summary>The index of the chunk's first row among all that are explained.</summary>
    public int FirstRow { get; }

    /// <summary>The chunk's rows.</summary>
    public int Count => _rows.Rows.Count;

    /// <summary>Logits, rows × K row-major.</summary>
    public float[] Logits() => _model.Logits(0, _rows);

    /// <summary>M_c.</summary>
    /// <exception cref="ArgumentException">The cutoff is not from 0 up to but not including 1.</exception>
    public FeatureMasks Masks(float cutoff) => _model.Masks(0, _rows, cutoff);

    /// <summary>Input gradients of an explained scalar.</summary>
    /// <param name="explained">The explained scalar.</param>
    /// <param name="explainedClass">The class, where the scalar needs one.</param>
    /// <param name="gradients">Where they go, rows × D row-major.</param>
    /// <exception cref="ArgumentException">The class is missing, superfluous or out of range, or there is room for more or fewer values.</exception>
    public void InputGradients(ExplainedScalar explained, int? explainedClass, Span<float> gradients) =>
        _model.InputGradients(0, _rows, explained, explainedClass, gradients);

    /// <summary>Likewise as a new array.</summary>
    /// <exception cref="ArgumentException">The class is missing, superfluous or out of range.</exception>
    public float[] InputGradients(ExplainedScalar explained, int? explainedClass = null) => _model.InputGradients(0, _rows, explained, explainedClass);

    /// <summary>The gradients that masks are cut from.</summary>
    /// <param name="gradients">Where they go, rows × D row-major.</param>
    /// <exception cref="ArgumentException">There is room for more or fewer values.</exception>
    public void MaskGradients(Span<float> gradients) => _model.MaskGradients(0, _rows, gradients);

    /// <summary>Likewise as a new array.</summary>
    public float[] MaskGradients() => _model.MaskGradients(0, _rows);
}
