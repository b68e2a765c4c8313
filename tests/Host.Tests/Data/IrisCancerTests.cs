using System.Security.Cryptography;
using System.Text;
using RrrGpu.Host.Data;

namespace RrrGpu.Host.Tests.Data;

public sealed class IrisCancerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PutsFlowersBesideTumours()
    {
        var rows = IrisCancer.ReadRows();
        Assert.Equal((100, 34, 2), (rows.Count, rows.Inputs.Columns, rows.Classes));
        Assert.Equal([.. Enumerable.Repeat(0, 50), .. Enumerable.Repeat(1, 50)], rows.Labels);
        var values = rows.Inputs.ToArray();
        // The first versicolor and malignant rows, then the first virginica and benign ones, as the tables hold them.
        Assert.Equal([7.0f, 3.2f, 4.7f, 1.4f, 17.99f, 10.38f, 122.8f, 1001f], values[..8]);
        Assert.Equal(0.1189f, values[33]);
        Assert.Equal([6.3f, 3.3f, 6.0f, 2.5f, 13.54f, 14.36f, 87.46f, 566.3f], values[(50 * 34)..(50 * 34 + 8)]);
        Assert.Equal([5.9f, 3.0f, 5.1f, 1.8f], values[(99 * 34)..(99 * 34 + 4)]);
    }

    [Fact]
    public void TheDataSetIsSplitZeroOfItsDataSeed()
    {
        var data = DataSetCatalog.Load("iris-cancer", dataSeed: 5);
        var split = IrisCancer.Split(5, 0);
        var rows = IrisCancer.ReadRows();
        Assert.Equal((67, 33), (data.Train.Count, data.Test.Count));
        Assert.Equal(rows.Select(split.Train).Inputs.ToArray(), data.Train.Inputs.ToArray());
        Assert.Equal(rows.Select(split.Test).Inputs.ToArray(), data.Test.Inputs.ToArray());
        Assert.Equal(split.Train.Select(row => rows.Labels[row]), data.Train.Labels);
        Assert.Equal(split.Test.Select(row => rows.Labels[row]), data.Test.Labels);
        var listed = DataSetCatalog.List().Single(set => set.Name == "iris-cancer");
        Assert.Equal((67, 33, 34, 2, true), (listed.TrainRows, listed.TestRows, listed.Features, listed.Classes, listed.IsBundled));
    }

    [Fact]
    public void NamesFeaturesClassesAndTheRegionOfIris()
    {
        var data = DataSetCatalog.Load("iris-cancer");
        Assert.Equal(34, data.FeatureNames!.Distinct().Count());
        Assert.Equal(["sepal_length", "sepal_width", "petal_length", "petal_width", "mean_radius"], data.FeatureNames!.Take(5));
        Assert.Equal(["mean_fractal_dimension", "radius_error"], data.FeatureNames!.Skip(13).Take(2));
        Assert.Equal("worst_fractal_dimension", data.FeatureNames![33]);
        Assert.Equal(["versicolor + malignant", "virginica + benign"], data.ClassNames);
        Assert.Equal([0, 1, 2, 3], data.Regions!["iris"]);
        foreach (var (annotation, rows) in new[] { (data.Annotation!, 67), (data.TestAnnotation!, 33) })
        {
            Assert.Equal((rows, 34, 4 * rows), (annotation.Rows, annotation.Columns, annotation.Count));
            Assert.All(Enumerable.Range(0, rows), row => Assert.True(annotation.RowFeatures(row).SequenceEqual([0, 1, 2, 3])));
        }
    }

    [Fact]
    public void SplitsAreRandomPartitions()
    {
        // Shuffled by another program from the generator's definition: a split that a report names must not change.
        Assert.Equal([23, 81, 72, 50, 49, 85, 30, 88], IrisCancer.Split(0, 0).Train[..8]);
        Assert.Equal([3, 22, 34, 41, 83, 43, 66, 47], IrisCancer.Split(5, 349).Test[..8]);
        var seen = new HashSet<string>();
        var held = new int[100];
        for (var index = 0; index < 350; index++)
        {
            var split = IrisCancer.Split(1, index);
            Assert.Equal((67, 33), (split.Train.Length, split.Test.Length));
            Assert.Equal(Enumerable.Range(0, 100), split.Train.Concat(split.Test).Order());
            Assert.True(seen.Add(string.Join(',', split.Test)));
            foreach (var row in split.Test)
                held[row]++;
        }

        // A third of 350, within 4.5 standard deviations.
        Assert.All(held, count => Assert.InRange(count, 350 * 0.33 - 40, 350 * 0.33 + 40));
    }

    [Fact]
    public void WithoutIrisFourFeaturesAreZero()
    {
        var test = DataSetCatalog.Load("iris-cancer").Test;
        var (before, after) = (test.Inputs.ToArray(), IrisCancer.WithoutIris(test).Inputs.ToArray());
        for (var i = 0; i < before.Length; i++)
            Assert.Equal(i % 34 < 4 ? 0 : before[i], after[i]);
        Assert.Equal(test.Labels, IrisCancer.WithoutIris(test).Labels);
        Assert.Contains(before.Where((_, i) => i % 34 < 4), static value => value > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("iris-cancer")]
    public void AFolderWithTablesTakesThePlaceOfTheBundledOnes(string under)
    {
        Copy(under);
        var data = DataSetCatalog.Load("iris-cancer", _folder.Root, mustBeThere: true);
        Assert.Contains(_folder.Root, data.Source, StringComparison.Ordinal);
        Assert.Equal(DataSetCatalog.Load("iris-cancer").Train.Inputs.ToArray(), data.Train.Inputs.ToArray());
        var check = Assert.Single(DataSetCatalog.Verify(_folder.Root), check => check.File.StartsWith(_folder.Root, StringComparison.Ordinal));
        Assert.Equal((true, "100 rows of 34 features"), (check.IsOk, check.Actual));
    }

    [Fact]
    public void AFolderWithoutTablesIsRefusedWhereItMustHaveThem()
    {
        BadInput.Expect(() => DataSetCatalog.Load("iris-cancer", _folder.Root, mustBeThere: true), _folder.Root, "iris.csv and breast_cancer.csv", "neither");
        Assert.Contains("bundled tables", DataSetCatalog.Load("iris-cancer", _folder.Root).Source, StringComparison.Ordinal);
        Copy("");
        File.Delete(_folder.Path("breast_cancer.csv"));
        BadInput.Expect(() => DataSetCatalog.Load("iris-cancer", _folder.Root), _folder.Path("breast_cancer.csv"), "no such file");
        Assert.Contains(DataSetCatalog.Verify(_folder.Root), check => !check.IsOk && check.File == _folder.Root);
    }

    [Theory]
    [InlineData("", "rows,features,class names", "''")]
    [InlineData("5.1,3.5,1.4,0.2,0\n", "rows,features,class names", "'5.1,3.5,1.4,0.2,0'")]
    [InlineData("2,4,setosa,versicolor,virginica\n1,2,3,4,0\n", "2 rows", "got 1")]
    [InlineData("1,4,setosa,versicolor,virginica\n1,2,3,0\n", "line 2", "4 entries")]
    [InlineData("1,4,setosa,versicolor,virginica\n1,2,NaN,4,0\n", "finite number in line 2, column 3", "'NaN'")]
    [InlineData("1,4,setosa,versicolor,virginica\n1,2,,4,0\n", "finite number in line 2, column 3", "''")]
    [InlineData("1,4,setosa,versicolor,virginica\n1,2,3,4,3\n", "class from 0 to 2", "'3'")]
    [InlineData("1,3,setosa,versicolor,virginica\n1,2,3,0\n", "4 features", "got 3")]
    [InlineData("1,4,setosa,versicolor,virginica\n1,2,3,4,1\n", "50 rows of class versicolor", "got 1")]
    [InlineData("1,4,setosa,virginica\n1,2,3,4,1\n", "50 rows of class versicolor", "got 0")]
    public void RefusesTablesThatCannotBeUsed(string content, params string[] parts)
    {
        Copy("");
        var path = _folder.Write("iris.csv", Encoding.UTF8.GetBytes(content));
        BadInput.Expect(() => DataSetCatalog.Load("iris-cancer", _folder.Root), [path, .. parts]);
    }

    [Fact]
    public void BundledTablesAreTheOnesOfTheListBesideThem()
    {
        var lines = File.ReadAllLines(Path.Combine(IrisCancer.BundledFolder, "SHA256SUMS")).Select(line => line.Split("  ")).ToDictionary(l => l[1], l => l[0]);
        var readme = File.ReadAllText(Path.Combine(IrisCancer.BundledFolder, "..", "README.md"));
        foreach (var (file, sha256) in lines)
        {
            Assert.Equal(IrisCancer.Sha256Of(file), sha256);
            Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(IrisCancer.BundledFolder, file)))));
            Assert.Contains($"{sha256}  {file}", readme, StringComparison.Ordinal);
        }

        Assert.Equal(["breast_cancer.csv", "iris.csv"], lines.Keys.Order());
        BadInput.Expect(() => ClassTable.Read(Path.Combine(IrisCancer.BundledFolder, "iris.csv"), new string('0', 64)), "SHA-256", IrisCancer.Sha256Of("iris.csv"));
    }

    private void Copy(string under)
    {
        foreach (var file in new[] { "iris.csv", "breast_cancer.csv" })
            _folder.Write(Path.Combine(under, file), File.ReadAllBytes(Path.Combine(IrisCancer.BundledFolder, file)));
    }
}
