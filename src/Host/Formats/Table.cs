namespace RrrGpu.Host.Formats;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary><see cref="long"/>.</summary>
    Whole,

    /// <summary><see cref="double"/>.</summary>
    Real,

    /// <summary><see cref="string"/>.</summary>
    Text,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The type of its values.</param>
/// <param name="Values">Its values, null where there is none.</param>
internal sealed record TableColumn(string Name, ColumnKind Kind, List<object?> Values);

/// <summary>Columns of equal length.</summary>
internal sealed record Table(IReadOnlyList<TableColumn> Columns)
{
    /// <summary>The rows.</summary>
    public int RowCount => Columns[0].Values.Count;
}
