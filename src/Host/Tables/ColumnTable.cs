using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tables;

/// <summary>
/// Named columns as features. A column of texts is a feature a category, which is 1 where the category stands: categories are those
/// of the training rows, and a row with another one has 0 in all of them.
/// </summary>
/// <param name="table">The columns.</param>
/// <param name="label">The column of classes.</param>
internal sealed class ColumnTable(SourceTable table, string label) : ITableSource
{
    /// <summary>The most categories of a column: one with more is a name or a number, not a kind.</summary>
    public const int MostCategories = 100;

    public string Path => table.Path;

    public IReadOnlyList<string> Labels { get; } = table.Find(label)!.Texts!;

    public ImageSize? Image => null;

    private IEnumerable<SourceColumn> Inputs => table.Columns.Where(column => column.Name != label);

    public IReadOnlyList<InputColumn> FitColumns(int[] rows)
    {
        InputColumn[] columns = [.. Inputs.Select(column => new InputColumn(column.Name, column.Texts is { } texts ? Categories(column.Name, texts, rows) : null))];
        if (columns.Length == 0)
            throw BadInputException.At(Path, $"columns beside '{label}'", "none");
        RequireDistinct(columns);
        return columns;
    }

    public InputMatrix Encode(IReadOnlyList<InputColumn>? columns, int[] rows)
    {
        if (columns is null)
            throw BadInputException.At(Path, "features without names, as those of the training rows", $"the columns {ColumnChoice.Shown([.. Inputs.Select(static c => c.Name)])}");
        RequireColumns(columns);
        var features = columns.Sum(static column => column.Features);
        var values = new float[checked(rows.Length * features)];
        var (first, unknown) = (0, new List<string>());
        foreach (var column in columns)
        {
            var source = table.Find(column.Name)!;
            if (column.Categories is { } categories)
            {
                // A number in the file is the text of a category where the column held texts in training.
                var texts = source.Texts ?? Array.ConvertAll(source.Numbers!, ClassLabels.TextOf);
                var missing = EncodeTexts(texts, categories, rows, values.AsSpan(first..), features);
                unknown.AddRange(missing.Select(text => $"{column.Name}={text}"));
            }
            else
            {
                for (var i = 0; i < rows.Length; i++)
                    values[i * features + first] = (float)source.Numbers![rows[i]];
            }

            first += column.Features;
        }

        if (unknown.Count > 0)
            Console.Error.WriteLine($"note: categories that no training row has, all of whose features are 0: {ColumnChoice.Shown(unknown)}");
        return new InputMatrix(values, rows.Length, features);
    }

    private static SortedSet<string> EncodeTexts(string[] texts, IReadOnlyList<string> categories, int[] rows, Span<float> values, int stride)
    {
        var places = categories.Index().ToDictionary(static pair => pair.Item, static pair => pair.Index);
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Length; i++)
        {
            if (places.TryGetValue(texts[rows[i]], out var place))
                values[i * stride + place] = 1;
            else
                unknown.Add(texts[rows[i]]);
        }

        return unknown;
    }

    private string[] Categories(string name, string[] texts, int[] rows)
    {
        string[] categories = [.. rows.Select(row => texts[row]).Distinct().Order(StringComparer.Ordinal)];
        return categories.Length <= MostCategories
            ? categories
            : throw BadInputException.At(Path, FormattableString.Invariant($"numbers, or at most {MostCategories} categories, in column '{name}'"), FormattableString.Invariant($"{categories.Length} different texts such as '{categories[0]}' (--drop {name} leaves it out)"));
    }

    private void RequireDistinct(InputColumn[] columns)
    {
        if (columns.SelectMany(static column => column.FeatureNames).GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw BadInputException.At(Path, "features of different names", $"two called '{twice.Key}'");
    }

    private void RequireColumns(IReadOnlyList<InputColumn> columns)
    {
        foreach (var column in columns)
        {
            var kind = column.Categories is null ? "numbers" : "texts";
            if (table.Find(column.Name) is not { } source)
                throw BadInputException.At(Path, $"a column '{column.Name}' of {kind}, as among the training rows", $"the columns {ColumnChoice.Shown([.. Inputs.Select(static c => c.Name)])}");
            if (column.Categories is null && source.Numbers is null)
                throw BadInputException.At(Path, $"numbers in column '{column.Name}', as among the training rows", $"texts such as '{source.Texts![0]}'");
        }

        var known = columns.Select(static column => column.Name).ToHashSet();
        if (Inputs.FirstOrDefault(column => !known.Contains(column.Name)) is { } other)
            throw BadInputException.At(Path, $"the columns that training rows have ({ColumnChoice.Shown([.. known])})", $"'{other.Name}' as well (--drop {other.Name} leaves it out)");
    }
}
