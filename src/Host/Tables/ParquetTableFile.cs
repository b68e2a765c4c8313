using Parquet;
using Parquet.Schema;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tables;

/// <summary>Reads a table from a Parquet file: columns of numbers, booleans (0 and 1) and texts.</summary>
internal static class ParquetTableFile
{
    private const string Expected = "a table in Parquet";

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It is missing, unreadable, truncated, has no rows, or a column is unusable.</exception>
    public static SourceTable Read(string path, ColumnChoice choice)
    {
        using var file = InputFile.Open(path, Expected);
        try
        {
            return ReadAsync(file, path, choice).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (BadInputException or OutOfMemoryException))
        {
            // The library has no one exception for what is corrupted: anything may come of it.
            throw BadInputException.At(path, Expected, $"a file that is truncated, corrupted or of another kind ({e.Message})", e);
        }
    }

    private static async Task<SourceTable> ReadAsync(Stream file, string path, ColumnChoice choice)
    {
        var reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            choice.RequireHeader(path, [.. reader.Schema.Fields.Select(static field => field.Name)]);
            var rows = 0;
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                using var part = reader.OpenRowGroupReader(group);
                rows = checked(rows + (int)part.RowCount);
            }

            if (rows == 0)
                throw BadInputException.At(path, Expected + " with rows", "none");
            var columns = new List<SourceColumn>();
            foreach (var field in reader.Schema.Fields.Where(field => !choice.Dropped.Contains(field.Name)))
            {
                if (field is not DataField { IsArray: false } data)
                    throw BadInputException.At(path, $"numbers, booleans or texts in column '{field.Name}'", $"lists or records (--drop {field.Name} leaves it out)");
                columns.Add(await ReadColumnAsync(reader, data, path, choice).ConfigureAwait(false));
            }

            return new SourceTable(path, columns, rows);
        }
    }

    private static async Task<SourceColumn> ReadColumnAsync(ParquetReader reader, DataField field, string path, ColumnChoice choice)
    {
        var builder = new ColumnBuilder(path, field.Name, choice.IsText(field.Name));
        var next = 1;
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var part = reader.OpenRowGroupReader(group);
            var count = (int)part.RowCount;
            // The library says what texts are in memory by one or the other.
            if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
            {
                var texts = new string?[count];
                await part.ReadAsync(field, texts.AsMemory()!).ConfigureAwait(false);
                foreach (var text in texts)
                    AddText(builder, text, next++);
                continue;
            }

            foreach (var number in await ReadNumbersAsync(part, field, count, path).ConfigureAwait(false))
            {
                var place = new Place("row", next++);
                builder.AddNumber(number ?? throw builder.Missing(place), place);
            }
        }

        return builder.Build();
    }

    // What looks like a number in a column of texts is a text.
    private static void AddText(ColumnBuilder builder, string? text, int row)
    {
        var place = new Place("row", row);
        if (string.IsNullOrWhiteSpace(text))
            throw builder.Missing(place);
        builder.AddText(text.AsSpan().Trim(), place);
    }

    private static Task<double?[]> ReadNumbersAsync(ParquetRowGroupReader part, DataField field, int count, string path) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Boolean => ConvertAsync<bool>(part, field, count, static value => value ? 1 : 0),
        TypeCode.SByte => ConvertAsync<sbyte>(part, field, count, static value => value),
        TypeCode.Byte => ConvertAsync<byte>(part, field, count, static value => value),
        TypeCode.Int16 => ConvertAsync<short>(part, field, count, static value => value),
        TypeCode.UInt16 => ConvertAsync<ushort>(part, field, count, static value => value),
        TypeCode.Int32 => ConvertAsync<int>(part, field, count, static value => value),
        TypeCode.UInt32 => ConvertAsync<uint>(part, field, count, static value => value),
        TypeCode.Int64 => ConvertAsync<long>(part, field, count, static value => value),
        TypeCode.UInt64 => ConvertAsync<ulong>(part, field, count, static value => value),
        TypeCode.Single => ConvertAsync<float>(part, field, count, static value => value),
        TypeCode.Double => ConvertAsync<double>(part, field, count, static value => value),
        TypeCode.Decimal => ConvertAsync<decimal>(part, field, count, static value => (double)value),
        _ => throw BadInputException.At(path, $"numbers, booleans or texts in column '{field.Name}'", $"{field.ClrType.Name} (--drop {field.Name} leaves it out)"),
    };

    private static async Task<double?[]> ConvertAsync<T>(ParquetRowGroupReader part, DataField field, int count, Func<T, double> convert)
        where T : struct
    {
        if (field.IsNullable)
        {
            var values = new T?[count];
            await part.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
            return Array.ConvertAll(values, value => value is { } there ? convert(there) : (double?)null);
        }

        var all = new T[count];
        await part.ReadAsync<T>(field, all.AsMemory()).ConfigureAwait(false);
        return Array.ConvertAll(all, value => (double?)convert(value));
    }
}
