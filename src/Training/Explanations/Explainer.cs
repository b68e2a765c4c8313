using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>Gradients of rows that were explained together.</summary>
/// <param name="FirstRow">The first one's index.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Gradients">Their gradients, rows × D row-major.</param>
public sealed record GradientChunk(int FirstRow, int Rows, float[] Gradients);

/// <summary>
/// Explains what one trained network does with rows of any number, a chunk of rows at a time. Rows are given raw and go through
/// the model's input scale; gradients are those in the network's input, behind that scale: where it divides feature d by s_d, the
/// gradient in the raw input is the d-th divided by s_d.
/// </summary>
public sealed class Explainer : IDisposable
{
    /// <summary>Gradients of a chunk: 8 MB of them, so that they are written to memory that is there already from the second chunk on.</summary>
    private const int ChunkValues = 1 << 21;

    private readonly IEngine _engine;
    private readonly InputScale _scale;
    private readonly IEnsemble _ensemble;
    private readonly int _chunkRows;

    /// <summary>Makes a network ready to be explained.</summary>
    /// <param name="engine">Where the passes run; it stays the caller's.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="scale">What raw inputs go through before the network.</param>
    /// <param name="chunkRows">Rows explained at a time; 0 takes as many as fit into some megabytes.</param>
    /// <exception cref="ArgumentException">The scale has another number of features than the network, or the chunk is negative.</exception>
    public Explainer(IEngine engine, NetworkParameters parameters, InputScale scale, int chunkRows = 0)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(scale);
        if (scale.Features != parameters.Shape.Inputs)
            throw new ArgumentException($"input scale: expected {parameters.Shape.Inputs} features like the network, got {scale.Features}");
        if (chunkRows < 0)
            throw new ArgumentException($"rows a chunk: expected at least 0, got {chunkRows}");
        _engine = engine;
        _scale = scale;
        _chunkRows = chunkRows > 0 ? chunkRows : Math.Max(1, ChunkValues / parameters.Shape.Inputs);
        _ensemble = engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings()], [OptimizerState.Initial(parameters)]);
    }

    /// <summary>The network's layer widths.</summary>
    public NetworkShape Shape => _ensemble.Shape;

    /// <summary>The rows chunk after chunk, each on the device until the next is asked for.</summary>
    /// <exception cref="ArgumentException">Rows do not fit the network.</exception>
    public IEnumerable<ResidentRows> Over(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        for (var first = 0; first < rows.Count; first += _chunkRows)
        {
            var count = Math.Min(_chunkRows, rows.Count - first);
            var part = count == rows.Count ? rows : rows.Select([.. Enumerable.Range(first, count)]);
            using var uploaded = _engine.Upload(_scale.Apply(part));
            yield return new ResidentRows(_ensemble, uploaded, first);
        }
    }

    /// <summary>Logits of every row, N × K row-major.</summary>
    public float[] Logits(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var logits = new float[checked(rows.Count * Shape.Classes)];
        foreach (var chunk in Over(rows))
            chunk.Logits().CopyTo(logits, chunk.FirstRow * Shape.Classes);
        return logits;
    }

    /// <summary>M_c of every row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cutoff">c, from 0 up to but not including 1.</param>
    /// <exception cref="ArgumentException">The cutoff is unusable, or rows do not fit the network.</exception>
    public FeatureMasks Masks(LabeledRows rows, float cutoff)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var masks = new FeatureMasks(rows.Count, Shape.Inputs);
        foreach (var chunk in Over(rows))
            masks.CopyRowsFrom(chunk.Masks(cutoff), chunk.FirstRow);
        return masks;
    }

    /// <summary>Input gradients of an explained scalar, chunk after chunk.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="explained">The explained scalar.</param>
    /// <param name="explainedClass">The class, where the scalar needs one.</param>
    /// <exception cref="ArgumentException">The class is missing, superfluous or out of range, or rows do not fit the network.</exception>
    public IEnumerable<GradientChunk> InputGradients(LabeledRows rows, ExplainedScalar explained, int? explainedClass = null) =>
        Over(rows).Select(chunk => new GradientChunk(chunk.FirstRow, chunk.Count, chunk.InputGradients(explained, explainedClass)));

    /// <summary>The gradients that masks are cut from (see <see cref="IEnsemble.MaskGradients"/>), chunk after chunk.</summary>
    /// <exception cref="ArgumentException">Rows do not fit the network.</exception>
    public IEnumerable<GradientChunk> MaskGradients(LabeledRows rows) =>
        Over(rows).Select(static chunk => new GradientChunk(chunk.FirstRow, chunk.Count, chunk.MaskGradients()));

    /// <inheritdoc/>
    public void Dispose() => _ensemble.Dispose();
}
