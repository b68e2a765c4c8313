using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>
/// Iris-Cancer (Ross, Hughes and Doshi-Velez, IJCAI 2017, section 3.2): the four features of an iris beside the thirty of a tumour.
/// Class 0 is versicolor beside the first 50 malignant tumours, class 1 virginica beside the first 50 benign ones; features
/// are raw. The annotation marks the features of Iris, whose removal shows whether a model leans on them.
/// </summary>
public static class IrisCancer
{
    /// <summary>The name that commands take.</summary>
    public const string Name = "iris-cancer";

    /// <summary>The region of <see cref="DataSet.Regions"/> that holds the features of Iris.</summary>
    public const string Iris = "iris";

    /// <summary>N: 50 rows of each class.</summary>
    public const int Rows = 2 * RowsPerClass;

    /// <summary>Rows of <see cref="Rows"/> that a split holds out: a third.</summary>
    public const int TestRows = 33;

    internal const string IrisFile = "iris.csv";
    internal const string CancerFile = "breast_cancer.csv";

    private const int RowsPerClass = 50;
    private const int IrisFeatures = 4;
    private const int CancerFeatures = 30;

    private static readonly string[] s_measures =
        ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave_points", "symmetry", "fractal_dimension"];

    /// <summary>The 34 features: four lengths and widths, then ten measures of cell nuclei, each as mean, error and worst.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } =
    [
        "sepal_length", "sepal_width", "petal_length", "petal_width",
        .. s_measures.Select(static m => "mean_" + m), .. s_measures.Select(static m => m + "_error"), .. s_measures.Select(static m => "worst_" + m),
    ];

    /// <summary>The features of Iris, as <see cref="FeatureNames"/> counts them.</summary>
    internal static int[] FlowerFeatures => [.. Enumerable.Range(0, IrisFeatures)];

    /// <summary>The folder of the bundled tables, beside the program.</summary>
    public static string BundledFolder => Path.Combine(AppContext.BaseDirectory, "data", Name);

    /// <summary>All 100 rows × 34 features, class 0 first, each class in the order of the tables.</summary>
    /// <param name="folder">The folder of <c>iris.csv</c> and <c>breast_cancer.csv</c>; null takes the bundled ones and checks their SHA-256.</param>
    /// <exception cref="BadInputException">A table is missing or unusable.</exception>
    public static LabeledRows ReadRows(string? folder = null)
    {
        var iris = ReadTable(folder, IrisFile, IrisFeatures);
        var cancer = ReadTable(folder, CancerFile, CancerFeatures);
        var features = IrisFeatures + CancerFeatures;
        var values = new float[Rows * features];
        var next = 0;
        foreach (var (species, diagnosis) in new[] { ("versicolor", "malignant"), ("virginica", "benign") })
        {
            var flowers = FirstRows(iris, species, folder, IrisFile);
            var tumours = FirstRows(cancer, diagnosis, folder, CancerFile);
            for (var i = 0; i < RowsPerClass; i++, next += features)
            {
                iris.Row(flowers[i]).CopyTo(values.AsSpan(next));
                cancer.Row(tumours[i]).CopyTo(values.AsSpan(next + IrisFeatures));
            }
        }

        var labels = new int[Rows];
        labels.AsSpan(RowsPerClass).Fill(1);
        return new LabeledRows(new InputMatrix(values, Rows, features), labels, classes: 2);
    }

    /// <summary>
    /// The <paramref name="index"/>-th random split of the 100 rows into 67 and 33; the data set as commands load it is split 0
    /// of its data seed.
    /// </summary>
    /// <param name="seed">The seed of all splits.</param>
    /// <param name="index">Which one.</param>
    public static RowSplit Split(long seed, long index) => RowSplit.Draw(Rows, TestRows, seed, index);

    /// <summary>The data set of one split.</summary>
    /// <param name="rows">All rows, as <see cref="ReadRows"/> returns them.</param>
    /// <param name="split">Which of them to train and to test on.</param>
    /// <param name="source">Where they came from.</param>
    public static DataSet From(LabeledRows rows, RowSplit split, string source = "bundled tables")
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(split);
        return new DataSet(
            Name,
            rows.Select(split.Train),
            rows.Select(split.Test),
            MarkIris(split.Train.Length),
            TestAnnotation: MarkIris(split.Test.Length),
            Source: source,
            FeatureNames: FeatureNames,
            ClassNames: ["versicolor + malignant", "virginica + benign"],
            Regions: new Dictionary<string, int[]> { [Iris] = FlowerFeatures });
    }

    /// <summary>The same rows with the features of Iris set to 0: "Iris out".</summary>
    public static LabeledRows WithoutIris(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var values = rows.Inputs.ToArray();
        for (var row = 0; row < rows.Count; row++)
            values.AsSpan(row * rows.Inputs.Columns, IrisFeatures).Clear();
        return new LabeledRows(new InputMatrix(values, rows.Count, rows.Inputs.Columns), rows.Labels, rows.Classes);
    }

    /// <summary>Marks the features of Iris in each of so many rows.</summary>
    internal static Annotation MarkIris(int rows) => Annotation.FromFeatures(rows, FeatureNames.Count, FlowerFeatures);

    /// <summary>SHA-256 of a bundled table.</summary>
    internal static string Sha256Of(string file) => file == IrisFile
        ? "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449"
        : "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed";

    private static ClassTable ReadTable(string? folder, string file, int features)
    {
        var path = Path.Combine(folder ?? BundledFolder, file);
        var table = folder is null ? ClassTable.Read(path, Sha256Of(file)) : ClassTable.Read(path);
        return table.Features == features
            ? table
            : throw BadInputException.At(path, $"{features} features", $"{table.Features}");
    }

    private static int[] FirstRows(ClassTable table, string className, string? folder, string file)
    {
        var label = table.ClassNames.ToList().IndexOf(className);
        var rows = Enumerable.Range(0, table.Labels.Length).Where(row => table.Labels[row] == label).Take(RowsPerClass).ToArray();
        return rows.Length == RowsPerClass
            ? rows
            : throw BadInputException.At(Path.Combine(folder ?? BundledFolder, file), $"{RowsPerClass} rows of class {className}", $"{rows.Length}");
    }
}
