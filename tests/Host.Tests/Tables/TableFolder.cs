using System.IO.Compression;
using System.Text;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Tables;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Tables;

/// <summary>Small tables in files of every kind.</summary>
internal static class TableFolder
{
    /// <summary>Eight rows of two classes: a number, a text, a constant.</summary>
    public const string Small = """
        size,colour,constant,kind
        1,red,5,pear
        2,blue,5,apple
        3,red,5,pear
        4,green,5,apple
        5.5,red,5,pear
        -6e-1,blue,5,apple
        7,red,5,pear
        8,green,5,apple

        """;

    public static string WriteText(this TempFolder folder, string name, string text) => folder.Write(name, Encoding.UTF8.GetBytes(text));

    public static TableRequest Request(string file, string? label = "kind", string? test = null, double? share = null, string[]? categorical = null, string[]? dropped = null, long seed = 0) =>
        new(file, label, test, share, categorical ?? [], dropped ?? [], seed);

    public static DataSet Load(string file, string? label = "kind", string? test = null, double? share = null, string[]? categorical = null, string[]? dropped = null, long seed = 0) =>
        OwnTable.Load(Request(file, label, test, share, categorical, dropped, seed));

    public static float[] Row(DataSet data, int row)
    {
        var values = new float[data.Train.Inputs.Columns];
        data.Train.Inputs.CopyRow(row, values);
        return values;
    }

    /// <summary>Writes an archive of numbers and texts, as NumPy's savez does, and of bytes as they are.</summary>
    public static string WriteNpz(this TempFolder folder, string name, params (string Name, object Values)[] arrays)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (array, values) in arrays)
            {
                using var entry = archive.CreateEntry(array + ".npy").Open();
                switch (values)
                {
                    case string[] texts:
                        NpyTexts.Write(entry, texts);
                        break;
                    case byte[] raw:
                        entry.Write(raw);
                        break;
                    default:
                        NpyFile.Write(entry, (NumberArray)values);
                        break;
                }
            }
        }

        return folder.Write(name, bytes.ToArray());
    }

    public static string WriteParquet(this TempFolder folder, string name, params (string Name, object?[] Values)[] columns)
    {
        var path = folder.Path(name);
        TableFile.Write(path, new Table([.. columns.Select(static column => new TableColumn(column.Name, KindOf(column.Values), [.. column.Values]))]));
        return path;
    }

    private static ColumnKind KindOf(object?[] values) => values.First(static value => value is not null) switch
    {
        long => ColumnKind.Whole,
        double => ColumnKind.Real,
        _ => ColumnKind.Text,
    };
}
