using System.Globalization;
using System.Text;

namespace RrrGpu.Bench.Annotations;

/// <summary>How long steps take by how annotations are held.</summary>
/// <param name="Commit">The commit that was built.</param>
/// <param name="Device">The device's id.</param>
/// <param name="DeviceName">Its name.</param>
/// <param name="DenseFrom">The share from which the engine takes annotations as dense.</param>
/// <param name="Groups">For each number of models.</param>
internal sealed record AnnotationReport(string Commit, string Device, string DeviceName, double DenseFrom, IReadOnlyList<AnnotationGroup> Groups)
{
    /// <summary>As Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Annotations on {Device} ({DeviceName}), commit {Commit}; dense from a share of {DenseFrom} on; µs a step of all models");
        foreach (var group in Groups)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"{group.Models} {(group.Models == 1 ? "model" : "models")}: {group.PlainMicroseconds:0} µs without annotation; {group.MeetsAtText}");
            text.AppendLine();
            text.AppendLine("| share annotated | as lists | dense | lists / dense |");
            text.AppendLine("|---:|---:|---:|---:|");
            foreach (var point in group.Points)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {point.Share} | {point.ListedMicroseconds:0} | {point.DenseMicroseconds:0} | {point.ListedMicroseconds / point.DenseMicroseconds:0.00} |");
        }

        return text.ToString();
    }
}

/// <summary>Steps of a number of models.</summary>
/// <param name="Models">Models trained together.</param>
/// <param name="PlainMicroseconds">A step without a right-reasons term.</param>
/// <param name="Points">Each share, ascending.</param>
internal sealed record AnnotationGroup(int Models, double PlainMicroseconds, IReadOnlyList<AnnotationPoint> Points)
{
    /// <summary>The share at which both forms take equally long, on straight lines between points; null where one is faster at all of them.</summary>
    public double? MeetsAt
    {
        get
        {
            for (var i = 1; i < Points.Count; i++)
            {
                var (before, after) = (Lead(Points[i - 1]), Lead(Points[i]));
                if (before < 0 && after >= 0)
                    return Points[i - 1].Share + (Points[i].Share - Points[i - 1].Share) * before / (before - after);
            }

            return null;
        }
    }

    /// <summary>The same in words.</summary>
    internal string MeetsAtText => MeetsAt is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"dense is faster from a share of {share:0.000} on")
        : Points.All(static point => Lead(point) >= 0) ? "dense is faster at every share"
        : Points.All(static point => Lead(point) < 0) ? "lists are faster at every share" : "they do not meet at one share";

    private static double Lead(AnnotationPoint point) => point.ListedMicroseconds - point.DenseMicroseconds;
}

/// <summary>A share of annotated entries.</summary>
/// <param name="Share">Of all entries.</param>
/// <param name="ListedMicroseconds">A step with lists of them.</param>
/// <param name="DenseMicroseconds">A step with a mark for every entry.</param>
internal sealed record AnnotationPoint(double Share, double ListedMicroseconds, double DenseMicroseconds);
