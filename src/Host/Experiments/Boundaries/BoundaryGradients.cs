namespace RrrGpu.Host.Experiments;

/// <summary>How gradients over a grid of the plane lie to the boundaries between decisions.</summary>
/// <param name="Normality">
/// The mean |cosine| of gradients beside a boundary with the way to the nearest node that is decided otherwise: 1 where they are normal to it.
/// </param>
/// <param name="InsideOverBeside">The mean length of gradients well inside regions over that of those beside boundaries: 1 where they are even.</param>
internal sealed record BoundaryGradients(double Normality, double InsideOverBeside)
{
    // Shares of the square's width. Closest to a boundary, the grid is too coarse to tell which way it lies.
    private const double Closest = 0.02;
    private const double Beside = 0.06;
    private const double Inside = 0.15;

    /// <summary>Measures.</summary>
    /// <param name="predicted">The class decided at each node, row-major.</param>
    /// <param name="columns">Nodes a row, and rows.</param>
    /// <param name="width">The square's width.</param>
    /// <param name="gradients">Two values for each node.</param>
    /// <param name="counted">The nodes that are looked at.</param>
    public static BoundaryGradients Of(int[] predicted, int columns, double width, float[] gradients, int[] counted)
    {
        var step = width / columns;
        int[] edges = [.. Enumerable.Range(0, predicted.Length).Where(node => IsEdge(predicted, columns, node))];
        var (normality, besideLength, insideLength) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var node in counted)
        {
            var (dx, dy) = ToNearestOther(predicted, columns, edges, node);
            var distance = step * Math.Sqrt(dx * dx + dy * dy) / width;
            double gx = gradients[2 * node], gy = gradients[2 * node + 1];
            var length = Math.Sqrt(gx * gx + gy * gy);
            if (distance is > Closest and < Beside && length > 0)
                normality.Add(Math.Abs(gx * dx + gy * dy) / (length * Math.Sqrt(dx * dx + dy * dy)));
            if (distance < Beside)
                besideLength.Add(length);
            else if (distance > Inside)
                insideLength.Add(length);
        }

        return new BoundaryGradients(Mean(normality), Mean(insideLength) / Mean(besideLength));
    }

    /// <summary>Whether a neighbour of the node is decided otherwise: the nearest of another class is always such a one.</summary>
    private static bool IsEdge(int[] predicted, int columns, int node)
    {
        var column = node % columns;
        return (column > 0 && predicted[node - 1] != predicted[node])
            || (column < columns - 1 && predicted[node + 1] != predicted[node])
            || (node >= columns && predicted[node - columns] != predicted[node])
            || (node + columns < predicted.Length && predicted[node + columns] != predicted[node]);
    }

    /// <summary>The way to the nearest node that is decided otherwise, in nodes; infinitely far where there is none.</summary>
    private static (double X, double Y) ToNearestOther(int[] predicted, int columns, int[] edges, int node)
    {
        var (nearest, way) = (double.PositiveInfinity, (double.PositiveInfinity, 0.0));
        foreach (var other in edges)
        {
            if (predicted[other] == predicted[node])
                continue;
            double x = other % columns - node % columns, y = other / columns - node / columns;
            if (x * x + y * y < nearest)
                (nearest, way) = (x * x + y * y, (x, y));
        }

        return way;
    }

    private static double Mean(List<double> values) => values.Count == 0 ? double.NaN : values.Average();
}
