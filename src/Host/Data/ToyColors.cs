using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>
/// Toy Colors (Ross, Hughes and Doshi-Velez, IJCAI 2017, section 3.1): 5 × 5 images in four colours, which two rules tell apart
/// equally well. Rule 1: the four corner pixels have one colour. Rule 2: the three pixels in the middle of the top row have three
/// colours. Class 0 keeps both, class 1 breaks both; the other pixels are random. The annotation marks the corners.
/// </summary>
/// <remarks>
/// As in the authors' code, a row's class is the throw of a coin and its image a random one that is mended: for class 0 the
/// corners take the colour of the one at the bottom right; for class 1 one of the two diagonals, by another throw, gets ends that
/// differ; and pixels of the top middle are redrawn one by one until rule 2 is kept or broken. Rows are drawn one after
/// another, so that fewer rows are the first of more.
/// </remarks>
public static class ToyColors
{
    /// <summary>The name that commands take.</summary>
    public const string Name = "toy-colors";

    /// <summary>The image's height and width in pixels.</summary>
    public const int Side = 5;

    /// <summary>Training rows, and as many test rows, of the paper.</summary>
    public const int ReferenceRows = 20_000;

    /// <summary>The region of <see cref="DataSet.Regions"/> that holds the four corner pixels, which rule 1 looks at.</summary>
    public const string Corners = "corners";

    /// <summary>The region of <see cref="DataSet.Regions"/> that holds the three pixels which rule 2 looks at.</summary>
    public const string TopMiddle = "top-middle";

    private const long TrainStream = 0;
    private const long TestStream = 1;
    private const int TopLeft = 0;
    private const int TopRight = Side - 1;
    private const int BottomLeft = Side * (Side - 1);
    private const int BottomRight = Side * Side - 1;
    private const int FirstTopMiddle = 1;

    private static readonly byte[][] s_colours = [[255, 0, 0], [0, 255, 0], [0, 128, 255], [128, 0, 255]];

    /// <summary>The layout of a row: 5 × 5 pixels of red, green and blue.</summary>
    public static ImageSize Image { get; } = new(Side, Side, 3);

    /// <summary>Generates the data set.</summary>
    /// <param name="dataSeed">Draws training and test rows, each from a stream of its own.</param>
    /// <param name="trainRows">Training rows; the first of more.</param>
    /// <param name="testRows">Test rows; the first of more.</param>
    /// <exception cref="ArgumentException">A number of rows is below 1.</exception>
    public static DataSet Generate(long dataSeed, int trainRows = ReferenceRows, int testRows = ReferenceRows)
    {
        RequireRows(trainRows, "training rows");
        RequireRows(testRows, "test rows");
        var corners = FeaturesOf([TopLeft, TopRight, BottomLeft, BottomRight]);
        return new DataSet(
            Name,
            Draw(new RandomSource(dataSeed, RandomPurpose.Data, TrainStream), trainRows),
            Draw(new RandomSource(dataSeed, RandomPurpose.Data, TestStream), testRows),
            Annotation.FromFeatures(trainRows, Image.Features, corners),
            Image,
            Annotation.FromFeatures(testRows, Image.Features, corners),
            FormattableString.Invariant($"the generator, with data seed {dataSeed}"),
            ClassNames: ["both rules", "neither rule"],
            Regions: new Dictionary<string, int[]>
            {
                [Corners] = corners,
                [TopMiddle] = FeaturesOf([FirstTopMiddle, FirstTopMiddle + 1, FirstTopMiddle + 2]),
            });
    }

    private static void RequireRows(int rows, string name)
    {
        if (rows < 1)
            throw new ArgumentException($"{name}: expected at least 1, got {rows}");
    }

    private static int[] FeaturesOf(int[] pixels) =>
        [.. pixels.SelectMany(static pixel => Enumerable.Range(pixel * Image.Channels, Image.Channels))];

    private static LabeledRows Draw(RandomSource random, int rows)
    {
        var values = new byte[checked(rows * Image.Features)];
        var labels = new int[rows];
        Span<int> pixels = stackalloc int[Side * Side];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = random.NextBelow(2);
            foreach (ref var pixel in pixels)
                pixel = DrawColour(random);
            if (labels[row] == 0)
                KeepRules(pixels, random);
            else
                BreakRules(pixels, random);
            for (var i = 0; i < pixels.Length; i++)
                s_colours[pixels[i]].CopyTo(values, row * Image.Features + i * Image.Channels);
        }

        return new LabeledRows(new InputMatrix(values, rows, Image.Features), labels, classes: 2);
    }

    private static int DrawColour(RandomSource random) => random.NextBelow(s_colours.Length);

    private static void KeepRules(Span<int> pixels, RandomSource random)
    {
        pixels[TopLeft] = pixels[TopRight] = pixels[BottomLeft] = pixels[BottomRight];
        while (!AllDiffer(pixels))
            pixels[FirstTopMiddle + random.NextBelow(3)] = DrawColour(random);
    }

    private static void BreakRules(Span<int> pixels, RandomSource random)
    {
        var (drawn, opposite) = random.NextBelow(2) == 0 ? (TopRight, BottomLeft) : (TopLeft, BottomRight);
        while (pixels[drawn] == pixels[opposite])
            pixels[drawn] = DrawColour(random);
        while (AllDiffer(pixels))
            pixels[FirstTopMiddle + random.NextBelow(3)] = DrawColour(random);
    }

    private static bool AllDiffer(Span<int> pixels)
    {
        var (a, b, c) = (pixels[FirstTopMiddle], pixels[FirstTopMiddle + 1], pixels[FirstTopMiddle + 2]);
        return a != b && b != c && a != c;
    }
}
