using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Lime;

public sealed class LimeRepresentationTests
{
    [Fact]
    public void Quartiles_hold_a_quarter_of_the_rows_each()
    {
        var statistics = FeatureStatistics.Of(new InputMatrix([.. Enumerable.Range(0, 100).Select(static n => (float)n)], 100, 1));
        Assert.Equal([0.25, 0.25, 0.25, 0.25], statistics.Bins[0].Select(static bin => bin.Share));
        Assert.Equal(49.5, statistics.Means[0], 1e-9);
        Assert.Equal(0, statistics.BinOf(0, -5));
        Assert.Equal(1, statistics.BinOf(0, 30));
        Assert.Equal(3, statistics.BinOf(0, 1000));
    }

    [Fact]
    public void A_feature_of_few_values_has_fewer_bins()
    {
        var statistics = FeatureStatistics.Of(new InputMatrix([0f, 0, 0, 0, 0, 0, 0, 0, 0, 1], 10, 1));
        Assert.Equal(1, statistics.Bins[0].Sum(static bin => bin.Share), 1e-12);
        Assert.True(statistics.Bins[0].Count < 4);
        Assert.All(statistics.Bins[0], static bin => Assert.True(bin.Share > 0));
    }

    [Fact]
    public void A_quartile_neighbour_says_which_bins_it_shares()
    {
        var random = new RandomSource(1, RandomPurpose.Data);
        var rows = new InputMatrix([.. Enumerable.Range(0, 300).Select(_ => (float)random.NextGaussian())], 100, 3);
        var statistics = FeatureStatistics.Of(rows);
        float[] row = [0.1f, -2, 1.5f];
        var table = new QuartileTable(row, statistics);
        var (interpretable, input) = (new double[3], new float[3]);
        var same = 0;
        for (var n = 0; n < 1000; n++)
        {
            table.Draw(random, interpretable, input);
            for (var d = 0; d < 3; d++)
            {
                Assert.Equal(statistics.BinOf(d, input[d]) == statistics.BinOf(d, row[d]) ? 1 : 0, interpretable[d]);
                same += (int)interpretable[d];
            }
        }

        Assert.InRange(same, 600, 900);
    }

    [Fact]
    public void Removed_words_tell_the_vectorizer_what_is_left()
    {
        var text = new RemovedWords(5, 5, static (kept, input) =>
        {
            for (var i = 0; i < kept.Length; i++)
                input[i] = kept[i] ? 1 : 0;
        });
        var random = new RandomSource(1, RandomPurpose.Data);
        var (interpretable, input) = (new double[5], new float[5]);
        text.Original(interpretable, input);
        Assert.All(input, static value => Assert.Equal(1, value));
        var missing = new int[6];
        for (var n = 0; n < 1000; n++)
        {
            text.Draw(random, interpretable, input);
            Assert.Equal(interpretable, Array.ConvertAll(input, static value => (double)value));
            missing[interpretable.Count(static value => value == 0)]++;
        }

        Assert.Equal(0, missing[0]);
        Assert.All(missing[1..], static count => Assert.InRange(count, 140, 260));
    }

    [Fact]
    public void Hidden_superpixels_take_their_mean_colour()
    {
        float[] image = [1, 3, 10, 20];
        var superpixels = new HiddenSuperpixels(image, new ImageSize(1, 4), [0, 0, 1, 1]);
        var random = new RandomSource(1, RandomPurpose.Data);
        var (interpretable, input) = (new double[2], new float[4]);
        var seen = new HashSet<string>();
        for (var n = 0; n < 100; n++)
        {
            superpixels.Draw(random, interpretable, input);
            Assert.Equal(interpretable[0] == 0 ? [2, 2] : [1, 3], input[..2]);
            Assert.Equal(interpretable[1] == 0 ? [15, 15] : [10, 20], input[2..]);
            seen.Add(string.Join(' ', interpretable));
        }

        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void Tables_measure_by_the_square_root_of_squares()
    {
        var statistics = FeatureStatistics.Of(new InputMatrix(new float[32], 2, 16));
        foreach (ILimeRepresentation table in new ILimeRepresentation[] { new ContinuousTable(new float[16], statistics), new QuartileTable(new float[16], statistics) })
        {
            Assert.Equal(3, table.KernelWidth, 1e-12);
            Assert.Equal(5, table.Distance([1, 1, 0], [4, 5, 0]), 1e-12);
        }
    }

    [Fact]
    public void Texts_and_images_measure_by_the_angle()
    {
        var text = new RemovedWords(4, 1, static (_, _) => { });
        var superpixels = new HiddenSuperpixels([1, 2, 3, 4], new ImageSize(2, 2), [0, 1, 2, 3]);
        Assert.Equal((25, 0.25), (text.KernelWidth, superpixels.KernelWidth));
        // The cosine of (1, 1, 1, 1) and a row with m ones is √m/2.
        foreach (var (left, distance) in new[] { (new double[] { 1, 1, 1, 1 }, 0.0), ([0, 1, 0, 0], 0.5), ([1, 0, 1, 0], 1 - Math.Sqrt(0.5)), ([0, 0, 0, 0], 1) })
        {
            Assert.Equal(100 * distance, text.Distance([1, 1, 1, 1], left), 1e-10);
            Assert.Equal(distance, superpixels.Distance([1, 1, 1, 1], left), 1e-12);
        }
    }

    [Fact]
    public void Refuses_what_cannot_be_explained()
    {
        Assert.Throws<ArgumentNullException>("vectorize", static () => new RemovedWords(1, 1, null!));
        Refuse(static () => new RemovedWords(0, 1, static (_, _) => { }), "at least one word");
        Refuse(static () => new RemovedWords(1, 0, static (_, _) => { }), "at least one feature");
        Refuse(static () => new HiddenSuperpixels([1, 2], new ImageSize(1, 2), [0, -1]), "from 0 to 1", "got -1");
        Refuse(static () => new HiddenSuperpixels([1, 2], new ImageSize(1, 2), [0, int.MaxValue]), "from 0 to 1");
        Refuse(static () => new HiddenSuperpixels([], new ImageSize(0, 2), []), "at least one pixel");
        Refuse(static () => new QuartileTable([1], FeatureStatistics.Of(new InputMatrix(new float[4], 2, 2))), "expected 2 features, got 1");
    }

    [Theory]
    [InlineData(0, 200, 0.2, "KernelSize", "got 0")]
    [InlineData(-1, 200, 0.2, "KernelSize")]
    [InlineData(1e-200, 200, 0.2, "KernelSize")]
    [InlineData(double.PositiveInfinity, 200, 0.2, "KernelSize")]
    [InlineData(4, 0, 0.2, "MaxDistance")]
    [InlineData(4, double.NaN, 0.2, "MaxDistance")]
    [InlineData(4, 200, -0.1, "Ratio")]
    [InlineData(4, 200, double.NaN, "Ratio")]
    public void Quickshift_refuses_unusable_numbers(double kernelSize, double maxDistance, double ratio, params string[] parts) =>
        Refuse(() => new Quickshift(kernelSize, maxDistance, ratio).Segment(new float[4], new ImageSize(2, 2)), parts);

    [Fact]
    public void A_kernel_wider_than_any_image_sees_all_of_it() =>
        Assert.All(new Quickshift(KernelSize: 1e12).Segment(new float[9], new ImageSize(3, 3)), static segment => Assert.Equal(0, segment));

    [Fact]
    public void Quickshift_separates_areas_of_different_colour()
    {
        var image = new float[8 * 8];
        for (var p = 0; p < image.Length; p++)
            image[p] = p % 8 < 4 ? 0 : 255;
        var segments = new Quickshift(KernelSize: 1, MaxDistance: 8, Ratio: 1).Segment(image, new ImageSize(8, 8));

        Assert.Empty(Segments(segments, static p => p % 8 < 4).Intersect(Segments(segments, static p => p % 8 >= 4)));
        Assert.Equal(segments.Distinct().Order(), Enumerable.Range(0, segments.Max() + 1));
    }

    [Fact]
    public void Without_colour_quickshift_finds_one_summit_in_a_small_image() =>
        Assert.All(new Quickshift().Segment(new float[9], new ImageSize(3, 3)), static segment => Assert.Equal(0, segment));

    [Theory]
    [InlineData(255, 255, 255, 100, 0, 0)]
    [InlineData(255, 0, 0, 53.24, 80.09, 67.22)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    public void Colours_have_their_published_coordinates(double red, double green, double blue, double l, double a, double b)
    {
        var lab = CieLab.Of(red, green, blue);
        Assert.Equal(l, lab.L, 0.02);
        Assert.Equal(a, lab.A, 0.02);
        Assert.Equal(b, lab.B, 0.02);
    }

    [Fact]
    public void Agreement_counts_shared_features_and_signs()
    {
        var agreement = ExplanationAgreement.Of([new(0, 3), new(2, -2), new(4, 1)], [5, 0.1, 4, -9, 0.2]);
        Assert.Equal(2 / 3.0, agreement.TopOverlap, 1e-12);
        Assert.Equal(2 / 3.0, agreement.SignAgreement, 1e-12);
    }

    private static void Refuse(Func<object> make, params string[] parts)
    {
        var message = Assert.Throws<ArgumentException>(make).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static IEnumerable<int> Segments(int[] segments, Func<int, bool> where) =>
        Enumerable.Range(0, segments.Length).Where(where).Select(p => segments[p]).Distinct();
}
