using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>The height, width and channels of rows that are images, channel last, row-major.</summary>
public readonly record struct ImageSize(int Height, int Width, int Channels = 1)
{
    /// <summary>Features a row.</summary>
    public int Features => Height * Width * Channels;
}

/// <summary>Rows to train and test on, and what their source says should not matter.</summary>
/// <param name="Name">The name that commands take.</param>
/// <param name="Train">Training rows.</param>
/// <param name="Test">Test rows, of the same features and classes.</param>
/// <param name="Annotation">The data set's own annotation of <paramref name="Train"/> (<c>--annotations full</c>); null where it has none.</param>
/// <param name="Image">How a row is laid out as an image; null where rows are not images.</param>
/// <param name="TestAnnotation">The same annotation of <paramref name="Test"/>, which explanations are compared with; null where it has none.</param>
/// <param name="Source">Where the rows came from, for logs; null where nobody said.</param>
/// <param name="FeatureNames">The D features' names; null where they have none.</param>
/// <param name="ClassNames">The K classes' names; null where they are numbers.</param>
/// <param name="Regions">Features that belong together, by name, ascending: the corners, the Iris features; null where there are none.</param>
/// <param name="Table">How the rows were read, where they are those of a user's own table.</param>
public sealed record DataSet(
    string Name,
    LabeledRows Train,
    LabeledRows Test,
    Annotation? Annotation = null,
    ImageSize? Image = null,
    Annotation? TestAnnotation = null,
    string? Source = null,
    IReadOnlyList<string>? FeatureNames = null,
    IReadOnlyList<string>? ClassNames = null,
    IReadOnlyDictionary<string, int[]>? Regions = null,
    TableLayout? Table = null);
