namespace RrrGpu.Training;

/// <summary>
/// Superpixels by quick shift (Vedaldi and Soatto, ECCV 2008): each pixel climbs to the nearest pixel of higher density, in the joint
/// space of position and weighed colour; those that reach one summit are a superpixel.
/// </summary>
/// <param name="KernelSize">The width of the Gaussian that densities are estimated with, in pixels, above 0; neighbours are sought within three of it.</param>
/// <param name="MaxDistance">Links longer than this are cut; above 0.</param>
/// <param name="Ratio">How much colour (CIE L*a*b*) weighs against position; not negative.</param>
public sealed record Quickshift(double KernelSize = 4, double MaxDistance = 200, double Ratio = 0.2)
{
    /// <summary>Segments an image.</summary>
    /// <param name="image">Pixels from 0 to 255, channel last, row-major; 1 (grey) or 3 (sRGB) channels.</param>
    /// <param name="size">Its layout.</param>
    /// <returns>The superpixel of each pixel, numbered from 0 in reading order.</returns>
    /// <exception cref="ArgumentException">The image does not fit its layout, or one of the three numbers is unusable.</exception>
    public int[] Segment(ReadOnlySpan<float> image, ImageSize size)
    {
        RequireUsable();
        if (size.Channels is not (1 or 3) || image.Length != size.Features)
            throw new ArgumentException($"image: expected {size.Height} × {size.Width} pixels of 1 or 3 channels, got {image.Length} values of {size.Channels} channels");
        var colours = new (double L, double A, double B)[size.Height * size.Width];
        for (var p = 0; p < colours.Length; p++)
        {
            var (l, a, b) = size.Channels == 1
                ? CieLab.Of(image[p], image[p], image[p])
                : CieLab.Of(image[3 * p], image[3 * p + 1], image[3 * p + 2]);
            colours[p] = (Ratio * l, Ratio * a, Ratio * b);
        }

        var window = (int)Math.Clamp(Math.Ceiling(3 * KernelSize), 1, Math.Max(1, Math.Max(size.Height, size.Width)));
        var densities = Densities(colours, size, window);
        return Number(Parents(colours, densities, size, window));
    }

    private void RequireUsable()
    {
        // A width whose square is 0 makes densities that are not numbers.
        if (!double.IsFinite(KernelSize) || KernelSize < 0 || KernelSize * KernelSize == 0)
            throw new ArgumentException($"{nameof(KernelSize)}: expected a finite number above 0, got {KernelSize}");
        if (!(MaxDistance > 0))
            throw new ArgumentException($"{nameof(MaxDistance)}: expected a number above 0, got {MaxDistance}");
        if (!double.IsFinite(Ratio) || Ratio < 0)
            throw new ArgumentException($"{nameof(Ratio)}: expected a finite number of at least 0, got {Ratio}");
    }

    private double[] Densities((double L, double A, double B)[] colours, ImageSize size, int window)
    {
        var densities = new double[colours.Length];
        for (var p = 0; p < colours.Length; p++)
        {
            foreach (var q in Neighbours(p, size, window))
                densities[p] += Math.Exp(-Squared(colours, p, q, size) / (2 * KernelSize * KernelSize));
        }

        return densities;
    }

    private int[] Parents((double L, double A, double B)[] colours, double[] densities, ImageSize size, int window)
    {
        var parents = new int[colours.Length];
        for (var p = 0; p < colours.Length; p++)
        {
            parents[p] = p;
            var nearest = MaxDistance * MaxDistance;
            foreach (var q in Neighbours(p, size, window))
            {
                // Of equally dense pixels the earlier one is the higher, so that plateaus have one summit.
                var isHigher = densities[q] > densities[p] || (densities[q] == densities[p] && q < p);
                if (isHigher && Squared(colours, p, q, size) is var distance && distance < nearest)
                    (parents[p], nearest) = (q, distance);
            }
        }

        return parents;
    }

    private static int[] Number(int[] parents)
    {
        var numbers = new Dictionary<int, int>();
        var segments = new int[parents.Length];
        for (var p = 0; p < parents.Length; p++)
        {
            var summit = p;
            while (parents[summit] != summit)
                summit = parents[summit];
            if (!numbers.TryGetValue(summit, out segments[p]))
                numbers.Add(summit, segments[p] = numbers.Count);
        }

        return segments;
    }

    private static IEnumerable<int> Neighbours(int pixel, ImageSize size, int window)
    {
        var (row, column) = (pixel / size.Width, pixel % size.Width);
        for (var y = Math.Max(0, row - window); y <= Math.Min(size.Height - 1, row + window); y++)
        {
            for (var x = Math.Max(0, column - window); x <= Math.Min(size.Width - 1, column + window); x++)
                yield return y * size.Width + x;
        }
    }

    private static double Squared((double L, double A, double B)[] colours, int p, int q, ImageSize size)
    {
        double y = p / size.Width - q / size.Width, x = p % size.Width - q % size.Width;
        var (l, a, b) = (colours[p].L - colours[q].L, colours[p].A - colours[q].A, colours[p].B - colours[q].B);
        return x * x + y * y + l * l + a * a + b * b;
    }
}
