using RrrGpu.Kernels;

namespace RrrGpu.Bench.Comparison;

/// <summary>
/// Rows like TF-IDF posts, made from a fixed seed: 1,079 to train on and 717 to test on as in 20 Newsgroups' atheism and Christianity,
/// 5,000 features of which one in fifty is not zero, each row of length 1, and two classes that a few features tell apart.
/// </summary>
internal static class SparseTable
{
    /// <summary>Features of a row.</summary>
    public const int Features = 5000;

    /// <summary>Classes.</summary>
    public const int Classes = 2;

    /// <summary>Rows to train on.</summary>
    public const int TrainingRows = 1079;

    private const int TestRows = 717;
    private const double Density = 0.02;
    private const int TellingFeatures = 200;

    /// <summary>Writes X, y, X_test and y_test to an .npz file.</summary>
    public static void Write(string path)
    {
        var random = new Random(0);
        NumpyTable.Write(path, Draw(TrainingRows, random), Draw(TestRows, random));
    }

    private static LabeledRows Draw(int rows, Random random)
    {
        var (x, y) = (new float[rows * Features], new int[rows]);
        for (var row = 0; row < rows; row++)
        {
            y[row] = random.Next(Classes);
            var values = x.AsSpan(row * Features, Features);
            for (var feature = 0; feature < Features; feature++)
            {
                // Telling features are three times as frequent in their own class.
                var frequency = feature >= TellingFeatures ? Density : feature % 2 == y[row] ? 1.5 * Density : 0.5 * Density;
                values[feature] = random.NextDouble() < frequency ? (float)(0.2 + random.NextDouble()) : 0;
            }

            double squares = 0;
            foreach (var value in values)
                squares += value * value;
            foreach (ref var value in values)
                value /= (float)Math.Sqrt(Math.Max(squares, 1e-12));
        }

        return new(new InputMatrix(x, rows, Features), y, Classes);
    }
}
