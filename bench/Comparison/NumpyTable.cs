using System.IO.Compression;
using System.Text;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Comparison;

/// <summary>Rows as an .npz file, which <c>rrr</c> and the peers read alike.</summary>
internal static class NumpyTable
{
    /// <summary>Writes X, y, X_test and y_test.</summary>
    /// <param name="path">The file.</param>
    /// <param name="train">Rows to train on, of float32.</param>
    /// <param name="test">Rows to test on, likewise.</param>
    public static void Write(string path, LabeledRows train, LabeledRows test)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (suffix, rows) in new[] { ("", train), ("_test", test) })
        {
            var values = rows.Inputs.Floats ?? throw new ArgumentException("rows: expected inputs of float32, got bytes", nameof(train));
            WriteArray(archive, $"X{suffix}", "<f4", $"({rows.Count}, {rows.Inputs.Columns})", writer => Array.ForEach(values, writer.Write));
            WriteArray(archive, $"y{suffix}", "<i8", $"({rows.Count},)", writer =>
            {
                foreach (var label in rows.Labels)
                    writer.Write((long)label);
            });
        }
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
