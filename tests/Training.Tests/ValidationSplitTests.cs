using CsCheck;

namespace RrrGpu.Training.Tests;

public class ValidationSplitTests
{
    [Fact]
    public void Draws_its_share_ascending_and_spares_kept_rows() =>
        Gen.Select(Gen.Int[3, 200], Gen.Double[0.01, 0.6], Gen.Long).Sample((rows, fraction, seed) =>
        {
            int[] kept = [0, rows - 1];
            var share = Math.Min(fraction, (rows - 2.0) / rows);
            var drawn = new ValidationSplit(share, seed).Draw(rows, kept);

            Assert.Equal(Math.Max(1, (int)Math.Round(share * rows)), drawn.Length);
            Assert.Equal(drawn.Distinct().Order(), drawn);
            Assert.Empty(drawn.Intersect(kept));
            Assert.All(drawn, row => Assert.InRange(row, 0, rows - 1));
        });

    [Fact]
    public void Seeds_decide_the_draw()
    {
        Assert.Equal(new ValidationSplit(0.2, 1).Draw(100, []), new ValidationSplit(0.2, 1).Draw(100, []));
        Assert.NotEqual(new ValidationSplit(0.2, 1).Draw(100, []), new ValidationSplit(0.2, 2).Draw(100, []));
    }

    [Fact]
    public void A_draw_that_leaves_nothing_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ValidationSplit(0.5).Draw(1, []));
        Assert.Throws<ArgumentException>(() => new ValidationSplit(0.9).Draw(10, [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => new ValidationSplit(0.99).Draw(10, []));
    }
}
