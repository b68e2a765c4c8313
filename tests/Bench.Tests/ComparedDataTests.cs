using RrrGpu.Bench.Comparison;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Tests;

/// <summary>The files from which rrr and its peers read the same rows.</summary>
public sealed class ComparedDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rrr-bench-tests").FullName;

    [Fact]
    public void ATableIsReadAsItWasWritten()
    {
        var path = Path.Combine(_folder, "table.npz");
        var train = new LabeledRows(new InputMatrix([0, 0.25f, 0, 1.5f, 0, 0], 2, 3), [1, 0], 2);
        var test = new LabeledRows(new InputMatrix([0, 0, -3f], 1, 3), [1], 2);
        NumpyTable.Write(path, train, test);
        using var archive = System.IO.Compression.ZipFile.OpenRead(path);
        Assert.Equal(["X.npy", "y.npy", "X_test.npy", "y_test.npy"], archive.Entries.Select(static entry => entry.Name));
        Assert.Equal([0, 0.25f, 0, 1.5f, 0, 0], Values(archive.GetEntry("X.npy")!, "'<f4', 'fortran_order': False, 'shape': (2, 3)", BitConverter.ToSingle, sizeof(float)));
        Assert.Equal([1L, 0], Values(archive.GetEntry("y.npy")!, "'<i8', 'fortran_order': False, 'shape': (2,)", BitConverter.ToInt64, sizeof(long)));
        Assert.Equal([0, 0, -3f], Values(archive.GetEntry("X_test.npy")!, "'<f4', 'fortran_order': False, 'shape': (1, 3)", BitConverter.ToSingle, sizeof(float)));
    }

    [Fact]
    public void WherePostsAreMissingOneLineSaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => ComparedData.Write(ComparedData.Newsgroups, _folder, Path.Combine(_folder, "20news.npz")));
        Assert.StartsWith($"{_folder}: expected ", error.Message, StringComparison.Ordinal);
        Assert.Contains("--posts", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(File.Exists(Path.Combine(_folder, "20news.npz")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static T[] Values<T>(System.IO.Compression.ZipArchiveEntry entry, string header, Func<byte[], int, T> read, int size)
    {
        using var content = new MemoryStream();
        using (var stream = entry.Open())
            stream.CopyTo(content);
        var bytes = content.ToArray();
        var start = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Contains(header, System.Text.Encoding.ASCII.GetString(bytes, 10, start - 10), StringComparison.Ordinal);
        Assert.Equal(0, start % 64);
        return [.. Enumerable.Range(0, (bytes.Length - start) / size).Select(i => read(bytes, start + i * size))];
    }
}
