using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>Points of the plane whose classes have curved or meeting boundaries, to look at gradients beside them.</summary>
internal static class PlanePoints
{
    /// <summary>The largest coordinate; as in <see cref="Data.Quadrants"/>, it suits raw inputs.</summary>
    public const float Reach = 10;

    private const int TrainRows = 2048;
    private const int TestRows = 1024;
    private const int Sides = 2;
    private const int Sectors = 3;

    /// <summary>Two classes, above and below the wave y = 4 sin(x / 3).</summary>
    public static DataSet TwoClasses(long dataSeed) => Draw("wave", dataSeed, Sides, static (x, y) => y > 4 * Math.Sin(x / 3) ? 1 : 0);

    /// <summary>Three classes, a third of the circle each, that meet at the origin.</summary>
    public static DataSet ThreeClasses(long dataSeed) => Draw("sectors", dataSeed, Sectors, static (x, y) =>
        Math.Clamp((int)Math.Floor((Math.Atan2(y, x) / (2 * Math.PI) + 1.25) % 1 * Sectors), 0, Sectors - 1));

    private static DataSet Draw(string name, long dataSeed, int classes, Func<double, double, int> classOf) => new(
        name,
        Draw(TrainRows, classes, classOf, new RandomSource(dataSeed, RandomPurpose.Data, classes, 0)),
        Draw(TestRows, classes, classOf, new RandomSource(dataSeed, RandomPurpose.Data, classes, 1)),
        Source: FormattableString.Invariant($"generated from data seed {dataSeed}"),
        ClassNames: [.. Enumerable.Range(0, classes).Select(static k => FormattableString.Invariant($"class {k}"))]);

    private static LabeledRows Draw(int rows, int classes, Func<double, double, int> classOf, RandomSource random)
    {
        var inputs = new float[2 * rows];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            for (var feature = 0; feature < 2; feature++)
                inputs[2 * row + feature] = Reach * (float)(2 * random.NextDouble() - 1);
            labels[row] = classOf(inputs[2 * row], inputs[2 * row + 1]);
        }

        return new LabeledRows(new InputMatrix(inputs, rows, 2), labels, classes);
    }
}
