using System.Numerics;
using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// How much of what masks mark lies inside a region: the paper's rule scores, by which it tells whether a model looks at the
/// corners of Toy Colors or at the features of Iris (Ross et al. 2017, sections 3.1 and 3.2).
/// </summary>
/// <param name="MeanOfRows">The mean over the rows that mark anything of the share of the row's marks that lie inside.</param>
/// <param name="Pooled">The share of all marks, whatever their rows, that lie inside.</param>
/// <param name="MarkedRows">The rows that mark anything; both shares are 0 where there are none.</param>
public readonly record struct RuleScore(double MeanOfRows, double Pooled, int MarkedRows)
{
    /// <summary>The score of features that are the region in every row.</summary>
    /// <exception cref="ArgumentException">A feature does not exist.</exception>
    public static RuleScore Of(FeatureMasks masks, ReadOnlySpan<int> features)
    {
        ArgumentNullException.ThrowIfNull(masks);
        var region = FeatureMasks.From(Annotation.FromFeatures(1, masks.Columns, features));
        return Of(masks, _ => region.Words);
    }

    /// <summary>The score of a region that is, in each row, what <paramref name="annotation"/> marks there.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static RuleScore Of(FeatureMasks masks, Annotation annotation)
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(annotation);
        if (annotation.Rows != masks.Rows || annotation.Columns != masks.Columns)
            throw new ArgumentException($"annotation: expected {masks.Rows} × {masks.Columns} entries like the masks, got {annotation.Rows} × {annotation.Columns}");
        var regions = FeatureMasks.From(annotation);
        return Of(masks, row => regions.RowWords(row));
    }

    private static RuleScore Of(FeatureMasks masks, Func<int, ReadOnlySpan<uint>> region)
    {
        var (sumOfShares, inside, marked, rows) = (0.0, 0L, 0L, 0);
        for (var row = 0; row < masks.Rows; row++)
        {
            var (rowInside, rowMarked) = Count(masks.RowWords(row), region(row));
            if (rowMarked == 0)
                continue;
            sumOfShares += (double)rowInside / rowMarked;
            inside += rowInside;
            marked += rowMarked;
            rows++;
        }

        return rows == 0 ? default : new RuleScore(sumOfShares / rows, (double)inside / marked, rows);
    }

    private static (int Inside, int Marked) Count(ReadOnlySpan<uint> marks, ReadOnlySpan<uint> region)
    {
        var (inside, marked) = (0, 0);
        for (var i = 0; i < marks.Length; i++)
        {
            inside += BitOperations.PopCount(marks[i] & region[i]);
            marked += BitOperations.PopCount(marks[i]);
        }

        return (inside, marked);
    }
}
