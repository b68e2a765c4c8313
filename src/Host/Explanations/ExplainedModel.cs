using RrrGpu.Host.Output;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Tables;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Explanations;

/// <summary>A stored model as explanations need it.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Parameters">θ.</param>
/// <param name="Scale">What raw inputs go through first.</param>
/// <param name="Layout">How its rows were read, as far as it remembers; its SHA-256 is empty where they were none of a table.</param>
internal sealed record ExplainedModel(string Folder, NetworkParameters Parameters, InputScale Scale, TableLayout Layout)
{
    /// <summary>Loads it.</summary>
    /// <exception cref="BadInputException">It is not there or unusable.</exception>
    public static ExplainedModel Load(string folder)
    {
        var stored = ModelStore.Load(folder);
        return new ExplainedModel(folder, stored.Parameters, ModelScale.Of(stored, folder), LayoutOf(stored, folder));
    }

    /// <summary>Throws unless the network takes the data set's rows.</summary>
    /// <exception cref="BadInputException">Features or classes differ.</exception>
    public void RequireFits(DataSet data)
    {
        var shape = Parameters.Shape;
        var (features, classes) = (data.Train.Inputs.Columns, data.Train.Classes);
        if (shape.Inputs != features || shape.Classes != classes)
            throw BadInputException.At(Folder, $"a model of {features} features and {classes} classes like the rows of {data.Name}", $"one of {shape.Inputs} and {shape.Classes}");
        if (data.FeatureNames is { } there && Layout.Columns?.SelectMany(static column => column.FeatureNames).ToArray() is { } known && known.Zip(there).FirstOrDefault(static pair => pair.First != pair.Second) is (not null, not null) and var (expected, came))
            throw BadInputException.At(Folder, $"a model of the features of {data.Name}, such as '{came}'", $"one that has '{expected}' in that place");
    }

    private static TableLayout LayoutOf(StoredModel stored, string folder)
    {
        if (StoredLayout.Read(stored.Run, Path.Combine(folder, ModelStore.DescriptionFile)) is { } table)
            return table;
        var classes = StoredLayout.Classes(stored.Run) ?? [.. Enumerable.Range(0, stored.Parameters.Shape.Classes).Select(static k => Names.Of(k))];
        var columns = StoredLayout.Features(stored.Run)?.Select(static name => new InputColumn(name, null)).ToArray();
        return new TableLayout("", "", NpzTableFile.DefaultLabel, null, null, 0, columns, [], classes, 0, [], []);
    }

    /// <summary>Throws unless gradients in the inputs of both networks mean the same.</summary>
    /// <exception cref="BadInputException">Shapes or input scales differ.</exception>
    public void RequireComparable(ExplainedModel other)
    {
        if (Parameters.Shape.Inputs != other.Parameters.Shape.Inputs || Parameters.Shape.Classes != other.Parameters.Shape.Classes)
            throw BadInputException.At(Folder, $"a model of {other.Parameters.Shape.Inputs} features and {other.Parameters.Shape.Classes} classes to compare with", $"one of {Parameters.Shape.Inputs} and {Parameters.Shape.Classes}");
        if (Scale.Scaling != other.Scale.Scaling)
            throw BadInputException.At(Folder, $"a model trained with --scale {Names.Of(other.Scale.Scaling)}, since gradients are compared behind the scale", $"--scale {Names.Of(Scale.Scaling)}");
    }
}
