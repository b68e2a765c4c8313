using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RrrGpu.Host.Sweeps;

/// <summary>Short forms of SQL commands; arguments are <c>$0</c>, <c>$1</c>, … in the text.</summary>
internal static class SqliteCommands
{
    /// <summary>Runs a command and returns how many rows it changed.</summary>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> arguments)
    {
        using var command = Command(connection, sql, arguments);
        return command.ExecuteNonQuery();
    }

    /// <summary>The one whole number that a query gives.</summary>
    public static long Whole(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> arguments)
    {
        using var command = Command(connection, sql, arguments);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>The one text that a query gives; null where it gives none.</summary>
    public static string? Text(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> arguments)
    {
        using var command = Command(connection, sql, arguments);
        return command.ExecuteScalar() as string;
    }

    /// <summary>What <paramref name="read"/> makes of each row of a query.</summary>
    public static List<T> Rows<T>(this SqliteConnection connection, Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object?> arguments)
    {
        using var command = Command(connection, sql, arguments);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>A text, null where there is none.</summary>
    public static string? TextAt(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A number, null where there is none.</summary>
    public static double? RealAt(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);

    /// <summary>The shortest decimal that means a float: 0.1, and not 0.10000000149. It reads back as the same float.</summary>
    public static double Decimal(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<object?> arguments)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < arguments.Length; i++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i}"), arguments[i] ?? DBNull.Value);
        return command;
    }
}
