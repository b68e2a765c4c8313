using RrrGpu.Host.Data;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>Iris-Cancer with its random splits, as its experiments use it.</summary>
/// <param name="Rows">All rows.</param>
/// <param name="Source">Where they came from.</param>
/// <param name="DataSeed">The seed of all splits.</param>
internal sealed record IrisCancerCase(LabeledRows Rows, string Source, long DataSeed)
{
    /// <summary>Epochs of a model, as in the paper's code.</summary>
    public const int Epochs = 200;

    /// <summary>Whose measures they are, as reports cite them.</summary>
    public const string Credit = "Iris: R. A. Fisher, 1936. Breast Cancer Wisconsin (Diagnostic): W. H. Wolberg, W. N. Street, O. L. Mangasarian, UCI Machine Learning Repository, CC BY 4.0.";

    /// <summary>Reads the tables by the rule of every data set: from the folder that was named where it has them, or else the bundled ones.</summary>
    /// <exception cref="BadInputException">A table is missing or unusable, or the folder is not there.</exception>
    public static IrisCancerCase From(ExperimentContext context)
    {
        var folder = DataSetCatalog.ChosenFolder(context.DataFolder, Environment.GetEnvironmentVariable(DataSetCatalog.FolderVariable), takesFiles: true);
        var (rows, source) = IrisCancerSource.ReadRows(new DataRequest(folder, MustBeThere: false, context.DataSeed));
        return new IrisCancerCase(rows, source, context.DataSeed);
    }

    /// <summary>How many rows a model is trained and tested on, as reports say it.</summary>
    public string RowsOfASplit => $"{Rows.Count - IrisCancer.TestRows} to train on, {IrisCancer.TestRows} to test on, drawn anew for each split";

    /// <summary>One of the splits.</summary>
    public RowSplit Split(int index) => IrisCancer.Split(DataSeed, index);

    /// <summary>The data set of one split.</summary>
    public DataSet Of(RowSplit split) => IrisCancer.From(Rows, split, Source);

    /// <summary>The data set of all rows, for models that each have rows of their own: what a trainer counts as test rows is not to be looked at.</summary>
    public DataSet Whole() => new(IrisCancer.Name, Rows, Rows, IrisCancer.MarkIris(Rows.Count), Source: Source, FeatureNames: IrisCancer.FeatureNames);
}
