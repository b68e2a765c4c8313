using RrrGpu.Host.Commands;

namespace RrrGpu.Host.Tests.Commands;

public class AxisParserTests
{
    [Fact]
    public void ARangeIsLogSpacedWithBothEnds()
    {
        Assert.Equal(
            [1e-4f, 1e-3f, 1e-2f, 0.1f, 1, 10, 100, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f],
            AxisParser.Numbers("--lambda1", "1e-4..1e8:13"));
        Assert.Equal([0.5f, 1, 2], AxisParser.Numbers("--lambda1", "0.5..2:3"));
        Assert.Equal([30, 3000], AxisParser.Numbers("--lambda1", "30..3000:2"));
        Assert.Equal([7f], AxisParser.Numbers("--lambda1", "7..7:1"));
    }

    [Fact]
    public void ListsKeepTheirOrderAndCountOnce() =>
        Assert.Equal([1000, 0, 1, 10, 100], AxisParser.Numbers("--lambda1", "1000,0,1..100:3,10"));

    [Theory]
    [InlineData("")]
    [InlineData("1,")]
    [InlineData("many")]
    [InlineData("1..10")]
    [InlineData("1..10:0")]
    [InlineData("1..10:1")]
    [InlineData("1..10:-2")]
    [InlineData("1..10:2.5")]
    [InlineData("10..1:3")]
    [InlineData("0..1:3")]
    [InlineData("-1..1:3")]
    [InlineData("1..1e99:3")]
    [InlineData("1..nan:3")]
    [InlineData("nan")]
    [InlineData("1..10:99999999")]
    [InlineData("auto,1")]
    public void OtherNumbersAreRefused(string text) =>
        BadInput.Expect(() => AxisParser.Numbers("--lambda1", text), "--lambda1: expected numbers", $"'{text}'");

    [Fact]
    public void SeedsCountBothEnds()
    {
        Assert.Equal([0, 1, 2], AxisParser.Seeds("--seeds", "0..2"));
        Assert.Equal([-1, 0, 9, 4_000_000_000], AxisParser.Seeds("--seeds", "-1..0,9,4000000000,9"));
        Assert.Equal([long.MaxValue], AxisParser.Seeds("--seeds", "9223372036854775807"));
        Assert.Equal([long.MaxValue - 1, long.MaxValue], AxisParser.Seeds("--seeds", "9223372036854775806..9223372036854775807"));
        Assert.Equal([long.MinValue], AxisParser.Seeds("--seeds", "-9223372036854775808"));
    }

    [Fact]
    public void AFileIsTakenByItsWholeName()
    {
        using var folder = new TempFolder();
        var file = folder.Write("a,b+c.npy", []);
        Assert.Equal(["full", file, "d"], AxisParser.Names("--annotations", $"full,{file},d,full"));
        Assert.Equal([file, "full"], AxisParser.Split($"{file}+full", '+'));
        Assert.Equal(["features:0", "features:1"], AxisParser.Split("features:0+features:1", '+'));
        BadInput.Expect(() => AxisParser.Names("--annotations", "full,,none"), "--annotations: expected names");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("3..1")]
    [InlineData("0..9999999999")]
    [InlineData("-9223372036854775808..9223372036854775807")]
    [InlineData("0..1..2")]
    public void OtherSeedsAreRefused(string text) =>
        BadInput.Expect(() => AxisParser.Seeds("--seeds", text), "--seeds: expected whole numbers", $"'{text}'");
}
