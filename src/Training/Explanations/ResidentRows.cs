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

    /// <summary>Input gradients of an explained scalar, rows × D row-major.</summary>
    /// <param name="explained">The explained scalar.</param>
    /// <param name="explainedClass">The class, where the scalar needs one.</param>
    /// <exception cref="ArgumentException">The class is missing, superfluous or out of range.</exception>
    public float[] InputGradients(ExplainedScalar explained, int? explainedClass = null) => _model.InputGradients(0, _rows, explained, explainedClass);

    /// <summary>Logits, input gradients, masks and what these are cut from, at once.</summary>
    /// <param name="explained">The explained scalar.</param>
    /// <param name="explainedClass">The class, where the scalar needs one.</param>
    /// <param name="cutoff">c, from 0 up to but not including 1.</param>
    /// <param name="room">Where they go, if there is room for so many rows; else they get new room.</param>
    /// <returns>Where they went.</returns>
    /// <exception cref="ArgumentException">The class is missing, superfluous or out of range, or the cutoff is.</exception>
    public Explanation Explain(ExplainedScalar explained, int? explainedClass, float cutoff, Explanation? room = null)
    {
        if (room?.Rows != Count)
            room = new Explanation(Count, _model.Shape);
        _model.Explain(0, _rows, explained, explainedClass, cutoff, room);
        return room;
    }

    /// <summary>The gradients that masks are cut from, rows × D row-major.</summary>
    public float[] MaskGradients() => _model.MaskGradients(0, _rows);
}
