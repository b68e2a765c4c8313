using MathNet.Numerics.LinearAlgebra;

namespace RrrGpu.Training.Tests.Lime;

public sealed class GramMatrixTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(8, 4)]
    [InlineData(29, 11)]
    public void Is_the_transpose_times_the_matrix(int rows, int columns)
    {
        var random = new RandomSource(5, RandomPurpose.Data);
        var samples = Matrix<double>.Build.Dense(rows, columns, (_, _) => random.NextGaussian());
        var expected = samples.Transpose() * samples;
        var gram = GramMatrix.Of(samples);
        Assert.Equal((columns, columns), (gram.RowCount, gram.ColumnCount));
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j < columns; j++)
                Assert.Equal(expected[i, j], gram[i, j], 1e-12);
        }
    }
}
