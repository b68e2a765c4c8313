using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

/// <summary>Small data sets and comparisons.</summary>
internal static class Toy
{
    /// <summary>Feature 0 of training row n is n, so that a row tells where it came from; test rows count down from −1.</summary>
    public static DataSet Numbered(int rows, int columns = 3, Annotation? annotation = null)
    {
        var train = new float[rows * columns];
        var test = new float[4 * columns];
        for (var n = 0; n < rows; n++)
            train[n * columns] = n;
        for (var n = 0; n < 4; n++)
            test[n * columns] = -1 - n;
        return new DataSet("numbered", Rows(train, columns), Rows(test, columns), annotation);
    }

    /// <summary>
    /// Two rules that agree in training: the sign of feature 0 and, four times as loud, the sign of feature 1 both tell the class.
    /// In the test rows feature 1 is drawn afresh. Features 2 and 3 are noise. The annotation marks feature 1.
    /// </summary>
    public static DataSet TwoRules(int rows = 512, long seed = 1)
    {
        var random = new RandomSource(seed, RandomPurpose.Data);
        return new DataSet("two-rules", Draw(agree: true), Draw(agree: false), Annotation.FromPredicate(rows, 4, static (_, d) => d == 1));

        LabeledRows Draw(bool agree)
        {
            var inputs = new float[rows * 4];
            var labels = new int[rows];
            for (var n = 0; n < rows; n++)
            {
                labels[n] = random.NextBelow(2);
                var loud = agree ? labels[n] : random.NextBelow(2);
                inputs[n * 4] = (2 * labels[n] - 1) * (0.3f + (float)random.NextDouble());
                inputs[n * 4 + 1] = 4 * (2 * loud - 1) * (0.3f + (float)random.NextDouble());
                inputs[n * 4 + 2] = (float)random.NextGaussian();
                inputs[n * 4 + 3] = (float)random.NextGaussian();
            }

            return new LabeledRows(new InputMatrix(inputs, rows, 4), labels, 2);
        }
    }

    /// <summary>Where the row of a numbered data set came from.</summary>
    public static int[] Origins(LabeledRows rows)
    {
        var row = new float[rows.Inputs.Columns];
        return [.. Enumerable.Range(0, rows.Count).Select(n =>
        {
            rows.Inputs.CopyRow(n, row);
            return (int)row[0];
        })];
    }

    /// <summary>All of a state's bits.</summary>
    public static uint[] Bits(OptimizerState state) =>
        [
            .. new[] { state.Parameters, state.FirstMoment, state.SecondMoment }
                .SelectMany(part => part.Tensors)
                .SelectMany(tensor => tensor.Values)
                .Select(BitConverter.SingleToUInt32Bits),
            (uint)state.Steps,
        ];

    private static LabeledRows Rows(float[] inputs, int columns)
    {
        var rows = inputs.Length / columns;
        return new LabeledRows(new InputMatrix(inputs, rows, columns), [.. Enumerable.Range(0, rows).Select(n => n % 2)], 2);
    }
}
