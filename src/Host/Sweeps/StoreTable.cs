using Microsoft.Data.Sqlite;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Sweeps;

/// <summary>Everything that a store knows about its trials, one row a trial: the database's view of results.</summary>
internal static class StoreTable
{
    /// <summary>Reads the table.</summary>
    /// <exception cref="BadInputException">The file is no store that can be read.</exception>
    public static Table Read(string store)
    {
        using var connection = StoreFile.OpenToRead(store);
        return Read(connection, store);
    }

    /// <summary>Reads the table over a connection that is open.</summary>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static Table Read(SqliteConnection connection, string store)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT * FROM results";
            using var reader = command.ExecuteReader();
            var columns = Enumerable.Range(0, reader.FieldCount)
                .Select(i => new TableColumn(reader.GetName(i), KindOf(reader.GetDataTypeName(i)), []))
                .ToArray();
            while (reader.Read())
            {
                for (var i = 0; i < columns.Length; i++)
                    columns[i].Values.Add(reader.IsDBNull(i) ? null : reader.GetValue(i));
            }

            return new Table(columns);
        }
        catch (SqliteException e)
        {
            throw StoreFile.Refusal(store, e);
        }
    }

    private static ColumnKind KindOf(string type) => type switch
    {
        "INTEGER" => ColumnKind.Whole,
        "REAL" => ColumnKind.Real,
        _ => ColumnKind.Text,
    };
}
