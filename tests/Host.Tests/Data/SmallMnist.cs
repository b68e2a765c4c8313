using RrrGpu.Host.Tests.Formats;

namespace RrrGpu.Host.Tests.Data;

/// <summary>Writes the four files of a small data set, each of which a test may replace or remove.</summary>
internal static class SmallMnist
{
    public const int TrainRows = 6;
    public const int TestRows = 4;

    public static byte[] Images(int count, int height = 8, int width = 9) =>
        IdxBytes.Bytes([count, height, width], [.. Enumerable.Range(0, count * height * width).Select(i => (byte)(i * 7))]);

    public static byte[] FloatImages(int count, int height = 8, int width = 9) =>
        IdxBytes.Floats([count, height, width], [.. Enumerable.Range(0, count * height * width).Select(i => i / 4f)]);

    public static byte[] Labels(int count) => IdxBytes.Bytes([count], [.. Enumerable.Range(0, count).Select(i => (byte)(i * 3 % 10))]);

    public static void WriteTo(TempFolder folder, string under = "")
    {
        folder.Write(System.IO.Path.Combine(under, "train-images-idx3-ubyte"), Images(TrainRows));
        folder.Write(System.IO.Path.Combine(under, "train-labels-idx1-ubyte"), Labels(TrainRows));
        folder.Write(System.IO.Path.Combine(under, "t10k-images-idx3-ubyte"), Images(TestRows));
        folder.Write(System.IO.Path.Combine(under, "t10k-labels-idx1-ubyte"), Labels(TestRows));
    }
}
