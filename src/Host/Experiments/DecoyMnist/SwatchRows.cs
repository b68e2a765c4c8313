using RrrGpu.Host.Data;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>Test rows of Decoy MNIST and what their swatches say.</summary>
internal sealed class SwatchRows
{
    private readonly LabeledRows _rows;
    private readonly Annotation _swatches;
    private readonly float[] _pixels;
    private readonly HashSet<int> _corners;

    /// <summary>Looks at rows of Decoy MNIST.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="swatches">Marks the swatch of each.</param>
    public SwatchRows(LabeledRows rows, Annotation swatches)
    {
        swatches.RequireShapeOf(rows.Inputs);
        (_rows, _swatches, _pixels, _corners) = (rows, swatches, new float[rows.Inputs.Columns], [.. swatches.Features]);
    }

    /// <summary>The digit that a row's swatch stands for in training.</summary>
    public int Digit(int row)
    {
        _rows.Inputs.CopyRow(row, _pixels);
        return DecoyMnist.SwatchDigit(_pixels[_swatches.RowFeatures(row)[0]]);
    }

    /// <summary>The rows that the model gets wrong by naming the swatch's digit, in their order.</summary>
    public IEnumerable<int> Fooled(Predictions predictions)
    {
        for (var row = 0; row < _rows.Count; row++)
        {
            var predicted = predictions.Predicted(row);
            if (predicted != _rows.Labels[row] && predicted == Digit(row))
                yield return row;
        }
    }

    /// <summary>Where a row's largest gradient entries lie, as many as its swatch has pixels; of equals the first count.</summary>
    /// <returns>The shares that lie in the row's own swatch, and in any of the places where rows have theirs.</returns>
    public (double InSwatch, double InCorners) Largest(int row, ReadOnlySpan<float> gradient)
    {
        var swatch = _swatches.RowFeatures(row);
        var magnitudes = new float[gradient.Length];
        for (var d = 0; d < gradient.Length; d++)
            magnitudes[d] = Math.Abs(gradient[d]);
        int[] largest = [.. Enumerable.Range(0, magnitudes.Length).OrderByDescending(d => magnitudes[d]).Take(swatch.Length)];
        return (Share(swatch, largest.Contains), (double)largest.Count(_corners.Contains) / largest.Length);
    }

    /// <summary>The share of a row's swatch that one superpixel covers.</summary>
    /// <param name="row">The row.</param>
    /// <param name="segments">The superpixel of each pixel.</param>
    /// <param name="superpixel">Which.</param>
    public double Covered(int row, IReadOnlyList<int> segments, int superpixel) => Share(_swatches.RowFeatures(row), pixel => segments[pixel] == superpixel);

    private static double Share(ReadOnlySpan<int> swatch, Func<int, bool> holds)
    {
        var inside = 0;
        foreach (var pixel in swatch)
            inside += holds(pixel) ? 1 : 0;
        return (double)inside / swatch.Length;
    }
}
