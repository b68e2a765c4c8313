using CsCheck;

namespace RrrGpu.Training.Tests;

public class RandomSourceTests
{
    [Fact]
    public void SplitMix64_gives_the_published_sequence()
    {
        var state = 1234567UL;
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];

        Assert.Equal(expected, expected.Select(_ => RandomSource.SplitMix64(ref state)));
    }

    [Fact]
    public void Xoshiro_gives_the_published_sequence()
    {
        var random = new RandomSource(1, 2, 3, 4);
        ulong[] expected =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
            16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];

        Assert.Equal(expected, expected.Select(_ => random.NextBits()));
    }

    // Computed by an independent program: a change here changes what every seed means.
    [Fact]
    public void Seeds_keep_their_meaning()
    {
        var uniform = new RandomSource(7, RandomPurpose.Initialization);
        Assert.Equal([0.6107858097649645, 0.46112851446560943, 0.7391797719906597], Draw(3, uniform.NextDouble));

        var bits = new RandomSource(-3, RandomPurpose.Shuffle, 5);
        Assert.Equal([17789702327893342939, 9750265556093016295, 2102993971137907073], Draw(3, bits.NextBits));

        var gaussian = new RandomSource(0, RandomPurpose.Initialization);
        double[] expected = [0.7146838560936851, 0.09348911291721934, 1.4629818673318729, -0.5718055827245563];
        Assert.All(expected, value => Assert.Equal(value, gaussian.NextGaussian(), 1e-14));
    }

    [Fact]
    public void Streams_of_a_seed_differ()
    {
        var first = new[]
        {
            new RandomSource(1, RandomPurpose.Initialization),
            new RandomSource(1, RandomPurpose.Shuffle),
            new RandomSource(1, RandomPurpose.Shuffle, 0),
            new RandomSource(1, RandomPurpose.Shuffle, 1),
            new RandomSource(1, RandomPurpose.Shuffle, 0, 1),
            new RandomSource(1, RandomPurpose.Shuffle, 1, 0),
            new RandomSource(2, RandomPurpose.Shuffle),
            new RandomSource(-1, RandomPurpose.Shuffle),
        }.Select(random => random.NextBits());

        Assert.Distinct(first);
    }

    [Fact]
    public void Log_is_right_to_the_last_digits() =>
        Gen.Double[1e-300, 1e300].Sample(x => Math.Abs(RandomSource.Log(x) - Math.Log(x)) <= 4e-16 * Math.Max(1, Math.Abs(Math.Log(x))));

    [Fact]
    public void Log_is_right_near_one() =>
        Gen.Double[0.5, 1.5].Sample(x => Math.Abs(RandomSource.Log(x) - Math.Log(x)) <= 4e-16);

    [Fact]
    public void Gaussians_have_the_moments_and_tails_of_a_normal()
    {
        var random = new RandomSource(3, RandomPurpose.Data);
        var draws = Draw(200_000, random.NextGaussian);

        Assert.Equal(0, draws.Average(), 0.01);
        Assert.Equal(1, draws.Average(x => x * x), 0.02);
        Assert.Equal(3, draws.Average(x => x * x * x * x), 0.1);
        Assert.Equal(0.0455, draws.Count(x => Math.Abs(x) > 2) / 200_000.0, 0.003);
    }

    [Fact]
    public void Whole_numbers_are_evenly_spread()
    {
        var random = new RandomSource(4, RandomPurpose.Data);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextBelow(7)]++;

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Equal(0, random.NextBelow(1));
    }

    [Fact]
    public void A_bound_below_one_is_refused() =>
        Assert.Equal("bound: expected at least 1, got 0", Assert.Throws<ArgumentException>(() => new RandomSource(0, RandomPurpose.Data).NextBelow(0)).Message);

    [Fact]
    public void Shuffle_reaches_every_order_equally()
    {
        var random = new RandomSource(5, RandomPurpose.Data);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            int[] items = [1, 2, 3, 4];
            random.Shuffle(items.AsSpan());
            var order = string.Concat(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    private static T[] Draw<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];
}
