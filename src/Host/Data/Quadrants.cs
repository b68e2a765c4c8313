using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>
/// Two features, two perfect explanations (Ross 2018, appendix 2.C and Figure 2.13): class 0 lies in the first quadrant, class 1 in
/// the third, so that a horizontal boundary is as good as a vertical one. Points are uniform over a square that keeps clear of the
/// axes by a tenth of its reach. They reach out to 10, which suits raw inputs and the default settings: first-layer units then
/// start out of the order of 1.
/// </summary>
public static class Quadrants
{
    /// <summary>The name that commands take.</summary>
    public const string Name = "quadrants";

    /// <summary>Training rows, half of each class.</summary>
    public const int TrainRows = 2048;

    /// <summary>Test rows, half of each class.</summary>
    public const int TestRows = 1024;

    /// <summary>The largest coordinate.</summary>
    public const float Reach = 10;

    /// <summary>The smallest.</summary>
    public const float Margin = 1;

    /// <summary>Draws the data set.</summary>
    /// <param name="dataSeed">The seed; training and test rows are drawn from streams of their own.</param>
    public static DataSet Generate(long dataSeed) => new(
        Name,
        Draw(TrainRows, new RandomSource(dataSeed, RandomPurpose.Data, 0)),
        Draw(TestRows, new RandomSource(dataSeed, RandomPurpose.Data, 1)),
        Source: FormattableString.Invariant($"generated from data seed {dataSeed}"),
        FeatureNames: ["horizontal", "vertical"],
        ClassNames: ["first quadrant", "third quadrant"]);

    /// <summary>Rows of alternating classes, so that every minibatch holds both.</summary>
    private static LabeledRows Draw(int rows, RandomSource random)
    {
        var inputs = new float[2 * rows];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = row % 2;
            var sign = labels[row] == 0 ? 1 : -1;
            for (var feature = 0; feature < 2; feature++)
                inputs[2 * row + feature] = sign * (Margin + (Reach - Margin) * (float)random.NextDouble());
        }

        return new LabeledRows(new InputMatrix(inputs, rows, 2), labels, 2);
    }
}
