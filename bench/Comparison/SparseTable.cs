using System.IO.Compression;
using System.Text;

namespace RrrGpu.Bench.Comparison;

/// <summary>
/// Rows like TF-IDF posts, made from a fixed seed: 1,079 to train on and 717 to test on as in 20 Newsgroups' atheism and Christianity,
/// 5,000 features of which one in fifty is not zero, each row of length 1, and two classes that a few features tell apart.
/// </summary>
internal static class SparseTable
{
    /// <summary>Features of a row.</summary>
    public const int Features = 5000;

    /// <summary>Classes.</summary>
    public const int Classes = 2;

    /// <summary>Rows to train on.</summary>
    public const int TrainingRows = 1079;

    private const double Density = 0.02;
    private const int TellingFeatures = 200;

    /// <summary>Writes X, y, X_test and y_test to an .npz file.</summary>
    public static void Write(string path)
    {
        var random = new Random(0);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (suffix, rows) in new[] { ("", TrainingRows), ("_test", 717) })
        {
            var (x, y) = Draw(rows, random);
            WriteArray(archive, $"X{suffix}", "<f4", $"({rows}, {Features})", writer => Array.ForEach(x, writer.Write));
            WriteArray(archive, $"y{suffix}", "<i8", $"({rows},)", writer => Array.ForEach(y, label => writer.Write((long)label)));
        }
    }

    private static (float[] X, int[] Y) Draw(int rows, Random random)
    {
        var (x, y) = (new float[rows * Features], new int[rows]);
        for (var row = 0; row < rows; row++)
        {
            y[row] = random.Next(Classes);
            var values = x.AsSpan(row * Features, Features);
            for (var feature = 0; feature < Features; feature++)
            {
                // Telling features are three times as frequent in their own class.
                var frequency = feature >= TellingFeatures ? Density : feature % 2 == y[row] ? 1.5 * Density : 0.5 * Density;
                values[feature] = random.NextDouble() < frequency ? (float)(0.2 + random.NextDouble()) : 0;
            }

            double squares = 0;
            foreach (var value in values)
                squares += value * value;
            foreach (ref var value in values)
                value /= (float)Math.Sqrt(Math.Max(squares, 1e-12));
        }

        return (x, y);
    }

    /// <summary>An entry in NumPy's format, version 1.0.</summary>
    private static void WriteArray(ZipArchive archive, string name, string type, string shape, Action<BinaryWriter> write)
    {
        const int Alignment = 64, Preamble = 10;
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        header = header.PadRight((header.Length + 1 + Preamble + Alignment - 1) / Alignment * Alignment - Preamble - 1) + "\n";
        using var writer = new BinaryWriter(archive.CreateEntry(name + ".npy", CompressionLevel.Fastest).Open());
        writer.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        writer.Write((ushort)header.Length);
        writer.Write(Encoding.ASCII.GetBytes(header));
        write(writer);
    }
}
