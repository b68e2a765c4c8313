using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Tests.Ilgpu;

public sealed class TileTunerTests
{
    [Fact]
    public void TheFastestTileIsChosenAndKept()
    {
        var store = new Store();
        var runs = new List<TileKind>();
        Assert.Equal(TileKind.Medium, Tuner(store).Choose("product", 13, 256, 785, Run));
        Assert.Contains(TileKind.Small, runs);
        Assert.Contains(TileKind.Large, runs);
        Assert.DoesNotContain(TileKind.Tiny, runs);
        Assert.Equal("Medium", Assert.Single(store.Values).Value);

        runs.Clear();
        Assert.Equal(TileKind.Medium, Tuner(store).Choose("product", 13, 256, 785, Run));
        Assert.Empty(runs);

        void Run(TileKind tile)
        {
            runs.Add(tile);
            // The first run stands for one that compiles.
            Thread.Sleep(tile == TileKind.Medium ? (runs.Count(one => one == tile) == 1 ? 60 : 0) : 20);
        }
    }

    [Fact]
    public void AProductIsMeasuredOnceAndOthersForThemselves()
    {
        var tuner = Tuner(store: null);
        var runs = 0;
        Assert.NotEqual(TileKind.Tiny, tuner.Choose("product", 13, 256, 785, Run));
        var first = runs;
        Assert.True(first >= 6, $"expected three tiles to run at least twice each, got {first} runs");
        tuner.Choose("product", 13, 256, 785, Run);
        Assert.Equal(first, runs);
        tuner.Choose("product", 26, 256, 785, Run);
        tuner.Choose("another product", 13, 256, 785, Run);
        Assert.Equal(3 * first, runs);

        void Run(TileKind tile) => runs++;
    }

    [Fact]
    public void ATileThatDoesNotRunIsLeftOut()
    {
        var store = new Store();
        Assert.Equal(TileKind.Medium, Tuner(store).Choose("product", 13, 256, 785, static tile =>
        {
            if (tile != TileKind.Medium)
                throw new NotSupportedException("too many registers");
        }));
        Assert.Equal("Medium", Assert.Single(store.Values).Value);

        Assert.Equal(TileKind.Small, Tuner(null).Choose("product", 13, 256, 785, static _ => throw new NotSupportedException("no memory")));
    }

    [Theory]
    [InlineData("no tile")]
    [InlineData("Tiny")]
    [InlineData("7")]
    public void WhatIsNoChoiceIsMeasuredAgain(string kept)
    {
        var store = new Store();
        Tuner(store).Choose("product", 13, 256, 785, static _ => { });
        store.Values[store.Values.Keys.Single()] = kept;
        var runs = 0;
        Tuner(store).Choose("product", 13, 256, 785, _ => runs++);
        Assert.True(runs > 0);
        Assert.NotEqual(kept, Assert.Single(store.Values).Value);
    }

    [Theory]
    [InlineData(13, 256, "Small")]
    [InlineData(13 * 128, 256, "Medium")]
    [InlineData(13 * 1024, 256, "Large")]
    public void WithoutMeasuringLargerTilesAreForLargerProducts(int columnQuads, int rows, string expected) =>
        Assert.Equal(expected, new TileTuner("device", new TileChooser(132, 1024), null, measures: false).Choose("product", columnQuads, rows, 785, static _ => { }).ToString());

    private static TileTuner Tuner(Store? store) => new("device", new TileChooser(132, 1024), store, measures: true);

    private sealed class Store : ITuningStore
    {
        public Dictionary<string, string> Values { get; } = [];

        public string? Find(string key) => Values.GetValueOrDefault(key);

        public void Keep(string key, string value) => Values[key] = value;
    }
}
