using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>A model of two inputs over the square from −reach to reach: its decisions, and gradients beside its boundaries.</summary>
internal sealed class PlaneModel : IDisposable
{
    private const int Columns = 100;
    private const int ArrowColumns = 13;
    private const int ShownPoints = 150;

    private readonly Explainer _explainer;
    private readonly float _reach;
    private readonly LabeledRows _nodes;
    private readonly int[] _predicted;

    /// <summary>Asks a model for its decisions.</summary>
    public PlaneModel(IEngine engine, NetworkParameters parameters, InputScale scale, float reach)
    {
        _explainer = new Explainer(engine, parameters, scale);
        _reach = reach;
        _nodes = Grid(Columns);
        var predictions = new Predictions(_explainer.Logits(_nodes), _explainer.Shape.Classes);
        _predicted = [.. Enumerable.Range(0, _nodes.Count).Select(predictions.Predicted)];
    }

    /// <summary>Explains rows.</summary>
    public Explainer Explainer => _explainer;

    /// <summary>The model's regions with some points and with arrows of a scalar's gradient.</summary>
    public RegionPanel Panel(string title, LabeledRows points, ExplainedScalar explained, int? explainedClass = null)
    {
        var at = Grid(ArrowColumns);
        var gradients = Gradients(at, explained, explainedClass);
        var (places, shown) = (at.Inputs.ToArray(), points.Inputs.ToArray());
        return new RegionPanel(
            title,
            _predicted,
            Columns,
            [.. Enumerable.Range(0, Math.Min(ShownPoints, points.Count)).Select(i => new RegionPoint(shown[2 * i], shown[2 * i + 1], points.Labels[i]))],
            [.. Enumerable.Range(0, at.Count).Select(i => new RegionArrow(places[2 * i], places[2 * i + 1], gradients[2 * i], gradients[2 * i + 1]))]);
    }

    /// <summary>How a scalar's gradient lies to the boundaries between the model's decisions.</summary>
    /// <param name="explained">The scalar.</param>
    /// <param name="explainedClass">
    /// Its class, where it needs one: then only nodes that are decided otherwise count, as the class's own log-probability is level in
    /// its own region.
    /// </param>
    public BoundaryGradients Measure(ExplainedScalar explained, int? explainedClass = null)
    {
        int[] counted = [.. Enumerable.Range(0, _nodes.Count).Where(node => _predicted[node] != explainedClass)];
        return BoundaryGradients.Of(_predicted, Columns, 2 * _reach, Gradients(_nodes, explained, explainedClass), counted);
    }

    public void Dispose() => _explainer.Dispose();

    private float[] Gradients(LabeledRows rows, ExplainedScalar explained, int? explainedClass) =>
        _explainer.InputGradients(rows, explained, explainedClass).Single().Gradients;

    /// <summary>The middles of a grid's cells, the lowest row first.</summary>
    private LabeledRows Grid(int columns)
    {
        var inputs = new float[2 * columns * columns];
        for (var node = 0; node < columns * columns; node++)
        {
            inputs[2 * node] = Place(node % columns);
            inputs[2 * node + 1] = Place(node / columns);
        }

        return new LabeledRows(new InputMatrix(inputs, columns * columns, 2), new int[columns * columns], _explainer.Shape.Classes);

        float Place(int column) => _reach * (2 * (column + 0.5f) / columns - 1);
    }
}
