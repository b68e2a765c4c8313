using RrrGpu.Host.Commands;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Commands;

public sealed class FeatureListTests
{
    private static readonly LabeledRows Rows = new(new InputMatrix(new float[12], 2, 6), [0, 1], 2);

    private static readonly DataSet Named = new(
        "named",
        Rows,
        Rows,
        FeatureNames: ["petal_length", "petal_width", "sepal_length", "radius (mean)", "what?", "2"],
        Regions: new Dictionary<string, int[]> { ["iris"] = [0, 1, 2], ["rest"] = [3, 4, 5] });

    [Theory]
    [InlineData("3", 3)]
    [InlineData("0..2,5", 0, 1, 2, 5)]
    [InlineData("2", 2)]
    [InlineData("rest,0", 0, 3, 4, 5)]
    [InlineData("petal_*", 0, 1)]
    [InlineData("*length", 0, 2)]
    [InlineData("*", 0, 1, 2, 3, 4, 5)]
    [InlineData("what?,radius (mean)", 3, 4)]
    [InlineData("wha*?", 4)]
    [InlineData("iris, petal_width ,1", 0, 1, 2)]
    public void Finds(string text, params int[] features) => Assert.Equal(features, FeatureList.Parse("--annotate", text, Named));

    [Theory]
    [InlineData("6")]
    [InlineData("0..6")]
    [InlineData("3..1")]
    [InlineData("")]
    [InlineData("0,,1")]
    [InlineData("nosuch")]
    [InlineData("nosuch*")]
    [InlineData("wha?t")]
    [InlineData("1...3")]
    [InlineData("-1")]
    public void Refuses(string text) =>
        BadInput.Expect(() => FeatureList.Parse("--annotate", text, Named), "--annotate", "0 to 5", "iris, rest", "petal_length, petal_width, sepal_length, …");

    [Fact]
    public void WithoutNamesThereAreOnlyNumbers()
    {
        var plain = Named with { FeatureNames = null, Regions = null };
        Assert.Equal([1], FeatureList.Parse("--annotate", "1", plain));
        var message = BadInput.Expect(() => FeatureList.Parse("--annotate", "iris", plain), "0 to 5", "'iris'");
        Assert.DoesNotContain("regions", message, StringComparison.Ordinal);
    }
}
