using RrrGpu.Host.Tests.Formats;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>A small data set in four IDX files: a bright row and column tell the digit, under noise.</summary>
internal static class SmallDigits
{
    public const int Side = 12;
    public const int Features = Side * Side;
    public const int TrainRows = 300;
    public const int TestRows = 60;

    public const string TrainImages = "train-images-idx3-ubyte";
    public const string TrainLabels = "train-labels-idx1-ubyte";
    public const string TestImages = "t10k-images-idx3-ubyte";
    public const string TestLabels = "t10k-labels-idx1-ubyte";

    public static byte[] Images(int count) => IdxBytes.Bytes([count, Side, Side], Pixels(count));

    public static byte[] Labels(int count) => IdxBytes.Bytes([count], [.. Enumerable.Range(0, count).Select(static i => (byte)(i % 10))]);

    public static float[] FloatPixels(int count) => Array.ConvertAll(Pixels(count), static p => (float)p);

    /// <summary>Writes the files into a folder of the test's own and returns its path.</summary>
    public static string WriteTo(TempFolder folder, string under = "data", int trainRows = TrainRows)
    {
        folder.Write(Path.Combine(under, TrainImages), Images(trainRows));
        folder.Write(Path.Combine(under, TrainLabels), Labels(trainRows));
        folder.Write(Path.Combine(under, TestImages), Images(TestRows));
        folder.Write(Path.Combine(under, TestLabels), Labels(TestRows));
        return folder.Path(under);
    }

    private static byte[] Pixels(int count)
    {
        var random = new Random(1);
        var pixels = new byte[count * Features];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, y, x) = (i / Features, i / Side % Side, i % Side);
            var isLit = y == 1 + row % 10 || x == 1 + row % 10;
            pixels[i] = (byte)((isLit ? 150 : 0) + random.Next(100));
        }

        return pixels;
    }
}
