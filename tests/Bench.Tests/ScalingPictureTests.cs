using RrrGpu.Bench.Peak;
using RrrGpu.Bench.Scaling;
using SkiaSharp;

namespace RrrGpu.Bench.Tests;

public class ScalingPictureTests
{
    [Fact]
    public void AxesHaveTheirNamesOnAMachineWithoutFontsToo()
    {
        // Only the name of the axis below differs, so without letters the two pictures are the same.
        Assert.NotEqual(Draw("models"), Draw("hidden units"));
    }

    private static byte[] Draw(string size)
    {
        var path = Path.GetTempFileName();
        try
        {
            var series = new MeasuredSeries(size, [new(1, 1, null, 1, [1]), new(10, 8, 0.9, 1, [8])]);
            ScalingPicture.Save(new ScalingReport("c", "p", "simd", "d", new FmaPeak(256, 1, 1, 1), [series]), path);
            using var picture = SKBitmap.Decode(path);
            return picture.Bytes;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
