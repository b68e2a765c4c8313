using System.IO.Compression;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;
using RrrGpu.Training;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Formats;

public sealed class AnnotationFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Npy(Array values, params int[] shape)
    {
        NpyFile.Write(_folder.Path("a.npy"), new NumberArray(values, shape));
        return _folder.Path("a.npy");
    }

    private string Npz(params string[] entries)
    {
        using var archive = ZipFile.Open(_folder.Path("a.npz"), ZipArchiveMode.Create);
        foreach (var entry in entries)
        {
            using var stream = archive.CreateEntry(entry).Open();
            NpyFile.Write(stream, new NumberArray(new byte[] { 0, 1, 1, 0, 0, 1 }, 2, 3));
        }

        return _folder.Path("a.npz");
    }

    private string Csv(string text) => _folder.Write("a.csv", System.Text.Encoding.UTF8.GetBytes(text));

    private string Png(int height, int width, Func<int, int, SKColor> colour)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, colour(y, x));
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return _folder.Write("a.png", png.ToArray());
    }

    private static void RequireUsual(Annotation annotation)
    {
        Assert.Equal((2, 3), (annotation.Rows, annotation.Columns));
        Assert.Equal([0, 2, 3], annotation.RowStart.ToArray());
        Assert.Equal([1, 2, 2], annotation.Features.ToArray());
        Assert.False(annotation.IsWeighted);
    }

    [Fact]
    public void ReadsMarksOfEveryType()
    {
        RequireUsual(AnnotationFile.Load(Npy(new bool[] { false, true, true, false, false, true }, 2, 3), 2, 3));
        RequireUsual(AnnotationFile.Load(Npy(new byte[] { 0, 1, 1, 0, 0, 1 }, 2, 3), 2, 3));
        RequireUsual(AnnotationFile.Load(Npy(new sbyte[] { 0, 1, 1, 0, 0, 1 }, 2, 3), 2, 3));
        RequireUsual(AnnotationFile.Load(Npy(new long[] { 0, 1, 1, 0, 0, 1 }, 2, 3), 2, 3));
        RequireUsual(AnnotationFile.Load(Npy(new double[] { 0, 1, 1, 0, 0, 1 }, 2, 3), 2, 3));
        RequireUsual(AnnotationFile.Load(Npy(new byte[] { 0, 1, 1, 0, 0, 1 }, 2, 1, 3), 2, 3));
        RequireUsual(AnnotationFile.Load(Npy(new byte[] { 0, 1, 1, 0, 0, 1 }, 2, 3, 1), 2, 3));
        RequireUsual(AnnotationFile.Load(Npz("annotation.npy", "other.npy"), 2, 3));
        RequireUsual(AnnotationFile.Load(Csv("0,1,1\r\n0, 0, 1\r\n"), 2, 3));
    }

    [Fact]
    public void ReadsTheOnlyEntryOfAnArchive() => RequireUsual(AnnotationFile.Load(Npz("arr_0.npy"), 2, 3));

    [Fact]
    public void ReadsWeights()
    {
        var annotation = AnnotationFile.Load(Npy(new float[] { 0, 0.5f, 2, 0, 0, 1 }, 2, 3), 2, 3);
        Assert.Equal([0.5f, 2f, 1f], annotation.Weights.ToArray());
        Assert.Equal([3f], AnnotationFile.Load(Npy(new byte[] { 0, 3 }, 1, 2), 1, 2).Weights.ToArray());
    }

    [Fact]
    public void OneRowMarksEveryRowAlike()
    {
        var annotation = AnnotationFile.Load(Npy(new float[] { 0, 0.5f, 1 }, 3), 4, 3);
        Assert.Equal((4, 8), (annotation.Rows, annotation.Count));
        for (var row = 0; row < 4; row++)
            Assert.Equal([1, 2], annotation.RowFeatures(row).ToArray());
        Assert.Equal([0.5f, 1f, 0.5f, 1f, 0.5f, 1f, 0.5f, 1f], annotation.Weights.ToArray());
    }

    [Fact]
    public void RefusesOtherShapes()
    {
        BadInput.Expect(() => AnnotationFile.Load(Npy(new byte[6], 3, 2), 2, 3), "shape 2 × 3", "shape 3 × 2");
        BadInput.Expect(() => AnnotationFile.Load(Npy(new byte[6], 6), 2, 3), "shape 2 × 3", "shape (6)");
        BadInput.Expect(() => AnnotationFile.Load(Npy(new byte[8], 2, 2, 2), 2, 3), "shape 2 × 3", "shape 2 × 2 × 2");
        BadInput.Expect(() => AnnotationFile.Load(Npy(new byte[3], 1, 3), 2, 3), "shape 1 × 3");
        BadInput.Expect(() => AnnotationFile.Load(Csv("0,1,1\n"), 2, 3), "2 × 3", "1 lines");
        BadInput.Expect(() => AnnotationFile.Load(Csv("0,1,1\n0,0,1\n1,1,1\n"), 2, 3), "2 × 3", "more than 2 lines");
        BadInput.Expect(() => AnnotationFile.Load(Csv("0,1,1,1\n0,0,1,0\n"), 2, 3), "2 × 3", "4 columns in line 1");
    }

    [Fact]
    public void RefusesUnusableWeights()
    {
        BadInput.Expect(() => AnnotationFile.Load(Npy(new float[] { 0, -1 }, 1, 2), 1, 2), _folder.Path("a.npy"), "-1");
        BadInput.Expect(() => AnnotationFile.Load(Npy(new float[] { 0, float.NaN }, 1, 2), 1, 2), "NaN");
        BadInput.Expect(() => AnnotationFile.Load(Npy(new double[] { 0, 1e300 }, 1, 2), 1, 2), "finite");
        BadInput.Expect(() => AnnotationFile.Load(Npy(new float[] { 0, -1 }, 2), 3, 2), "-1");
        BadInput.Expect(() => AnnotationFile.Load(Csv("0,x\n"), 1, 2), "'x' in line 1, column 2");
        BadInput.Expect(() => AnnotationFile.Load(Csv("a,b\n0,1\n"), 1, 2), "'a' in line 1, column 1");
    }

    [Theory]
    [InlineData(255, 128)]
    [InlineData(1, 0)]
    public void AnImageMarksEveryRowAndChannelAlike(int most, int less)
    {
        var path = Png(2, 3, (y, x) => (y, x) switch
        {
            (0, 1) => new SKColor((byte)most, 0, 0),
            (1, 0) => new SKColor((byte)less, (byte)less, (byte)less),
            (1, 2) => new SKColor(255, 255, 255, 0),
            _ => SKColors.Black,
        });
        var annotation = AnnotationFile.Load(path, 2, 12, new ImageSize(2, 3, 2));
        int[] expected = less > 0 ? [2, 3, 6, 7] : [2, 3];
        for (var row = 0; row < 2; row++)
            Assert.Equal(expected, annotation.RowFeatures(row).ToArray());
        if (less > 0)
            Assert.Equal([1f, 1f, 128f / 255, 128f / 255], annotation.Weights[..4].ToArray());
        Assert.Equal(less > 0, annotation.IsWeighted);
    }

    [Fact]
    public void RefusesImagesThatDoNotFit()
    {
        var path = Png(2, 3, static (_, _) => SKColors.White);
        BadInput.Expect(() => AnnotationFile.Load(path, 2, 6), path, "are not images");
        BadInput.Expect(() => AnnotationFile.Load(path, 2, 6, new ImageSize(3, 2)), path, "3 × 2 pixels", "2 × 3");
        var whole = File.ReadAllBytes(path);
        BadInput.Expect(() => AnnotationFile.Load(_folder.Write("cut.png", whole[..20]), 2, 6, new ImageSize(2, 3)), "cut.png");
        var noise = File.ReadAllBytes(Png(40, 40, static (y, x) => new SKColor((uint)(y * 1_234_567 + x * 7_654_321) | 0xff000000)));
        BadInput.Expect(() => AnnotationFile.Load(_folder.Write("half.png", noise[..(noise.Length / 2)]), 2, 1600, new ImageSize(40, 40)), "half.png");
        Assert.Equal(0, AnnotationFile.Load(Png(2, 3, static (_, _) => SKColors.Black), 2, 6, new ImageSize(2, 3)).Count);
    }

    [Fact]
    public void RefusesOtherFiles()
    {
        BadInput.Expect(() => AnnotationFile.Load(_folder.Path("none.npy"), 1, 2), "no such file");
        BadInput.Expect(() => AnnotationFile.Load(_folder.Write("a.png", [1, 2, 3]), 1, 2), "another kind of file");
        BadInput.Expect(() => AnnotationFile.Load(_folder.Write("b.npy", [1, 2, 3]), 1, 2), "another kind of file");
        BadInput.Expect(() => AnnotationFile.Load(_folder.Write("empty", []), 1, 2), "another kind of file");
        var several = Npz("x.npy", "y.npy");
        BadInput.Expect(() => AnnotationFile.Load(several, 2, 3), "x.npy, y.npy");
        BadInput.Expect(() => AnnotationFile.Load(_folder.Write("b.npz", File.ReadAllBytes(several)[..60]), 2, 3), "truncated or corrupted");
    }
}
