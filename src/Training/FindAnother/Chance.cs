using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>Accuracy beside that of always naming the most frequent class.</summary>
/// <param name="Accuracy">The share of the most frequent class.</param>
/// <param name="Rows">How many rows it was counted on.</param>
internal readonly record struct Chance(double Accuracy, int Rows)
{
    private const double ClearStandardErrors = 3;

    /// <summary>Chance on labelled rows.</summary>
    public static Chance Of(LabeledRows rows)
    {
        var counts = new int[rows.Classes];
        foreach (var label in rows.Labels)
            counts[label]++;
        return new Chance((double)counts.Max() / rows.Count, rows.Count);
    }

    /// <summary>Whether an accuracy on the same rows is above chance by more than three standard errors of a share of so many rows.</summary>
    public bool IsClearlyBelow(double accuracy) => accuracy - Accuracy > ClearStandardErrors * Math.Sqrt(Accuracy * (1 - Accuracy) / Rows);

    /// <summary>The share of what <paramref name="best"/> is above chance that <paramref name="accuracy"/> has lost; 0 where the best is no better than chance.</summary>
    public double Lost(double best, double accuracy) => best > Accuracy ? (best - accuracy) / (best - Accuracy) : 0;
}
