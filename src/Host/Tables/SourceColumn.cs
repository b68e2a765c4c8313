namespace RrrGpu.Host.Tables;

/// <summary>A column as it stands in a file: numbers, all of them finite, or texts, none of them empty.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Numbers">Its values; null for texts.</param>
/// <param name="Texts">Its values; null for numbers.</param>
internal sealed record SourceColumn(string Name, double[]? Numbers, string[]? Texts);

/// <summary>Columns of equal length from a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Columns">Its columns, names different from each other.</param>
/// <param name="Rows">Its rows, at least one.</param>
internal sealed record SourceTable(string Path, IReadOnlyList<SourceColumn> Columns, int Rows)
{
    /// <summary>The column of a name; null where there is none.</summary>
    public SourceColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);
}

/// <summary>What to do with columns while they are read.</summary>
/// <param name="Label">The column of classes, which holds texts whatever they look like.</param>
/// <param name="Categorical">Columns that hold texts whatever they look like.</param>
/// <param name="Dropped">Columns that are passed over, whatever is in them.</param>
/// <param name="MayLack">Whether columns that were chosen may be missing, since another file was what they were chosen for.</param>
internal sealed record ColumnChoice(string Label, IReadOnlyList<string> Categorical, IReadOnlyList<string> Dropped, bool MayLack = false)
{
    /// <summary>Whether a column's values are texts whatever they look like.</summary>
    public bool IsText(string name) => name == Label || Categorical.Contains(name);

    /// <summary>Checks a header: every column has a name of its own, and those that were chosen are there.</summary>
    /// <exception cref="BadInputException">It is not so.</exception>
    public void RequireHeader(string path, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
                throw BadInputException.At(path, "a header with a name for every column", FormattableString.Invariant($"none for column {i + 1}"));
        }

        if (names.GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw BadInputException.At(path, "columns of different names", FormattableString.Invariant($"{twice.Count()} called '{twice.Key}'"));
        if (!names.Contains(Label))
            throw BadInputException.At(path, $"a column '{Label}' with the classes (--label)", $"the columns {Shown(names)}");
        foreach (var (option, chosen) in new[] { ("--categorical", Categorical), ("--drop", Dropped) })
        {
            if (!MayLack && chosen.FirstOrDefault(name => !names.Contains(name)) is { } missing)
                throw BadInputException.At(path, $"a column '{missing}' ({option})", $"the columns {Shown(names)}");
            if (chosen.Contains(Label))
                throw new BadInputException($"{option}: expected columns beside that of the classes, got '{Label}'");
        }
    }

    /// <summary>Some names, for a message.</summary>
    public static string Shown(IReadOnlyList<string> names)
    {
        const int most = 8;
        return string.Join(", ", names.Take(most)) + (names.Count > most ? FormattableString.Invariant($", … ({names.Count} in all)") : "");
    }
}
