using RrrGpu.Host.Data;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>Toy Colors with its two regions, as its experiments use it.</summary>
internal sealed record ToyColorsCase(DataSet Data)
{
    /// <summary>Test rows that explanations are averaged over, as in the paper's figure 3.</summary>
    private const int ExplainedRows = 1000;

    /// <summary>Generates the data set.</summary>
    public static ToyColorsCase From(ExperimentContext context) => new(ToyColors.Generate(context.DataSeed));

    /// <summary>The features of the corners, which rule 1 looks at.</summary>
    public int[] Corners => Data.Regions![ToyColors.Corners];

    /// <summary>The features of the top middle, which rule 2 looks at.</summary>
    public int[] TopMiddle => Data.Regions![ToyColors.TopMiddle];

    /// <summary>The rows that are explained.</summary>
    public LabeledRows Explained { get; } = Data.Test.Select([.. Enumerable.Range(0, Math.Min(ExplainedRows, Data.Test.Count))]);

    /// <summary>The annotation of some features in every training row.</summary>
    public Annotation Against(params int[] features) => Annotation.FromFeatures(Data.Train.Count, Data.Train.Inputs.Columns, features);

    /// <summary>The annotation of the corners in the first rows only.</summary>
    public Annotation AgainstCornersIn(int rows)
    {
        var rowStart = new int[Data.Train.Count + 1];
        var features = new int[rows * Corners.Length];
        for (var row = 0; row < Data.Train.Count; row++)
        {
            if (row < rows)
                Corners.CopyTo(features, row * Corners.Length);
            rowStart[row + 1] = Math.Min(row + 1, rows) * Corners.Length;
        }

        return Annotation.FromSparse(Data.Train.Inputs.Columns, rowStart, features);
    }
}
