using RrrGpu.Host.Formats;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tables;

/// <summary>An array of numbers as features: bytes stay bytes, everything else becomes float32.</summary>
internal sealed class ArrayTable : ITableSource
{
    private readonly IReadOnlyList<string>? _names;
    private readonly InputMatrix _inputs;

    /// <summary>Takes an array and its classes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The array's name there.</param>
    /// <param name="values">Rows × features, or rows × height × width (× channels).</param>
    /// <param name="labelName">The name of the array of classes.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="names">The features' names; null where they have none.</param>
    /// <exception cref="BadInputException">Shapes do not fit each other, or a value is not finite.</exception>
    public ArrayTable(string path, string name, NumberArray values, string labelName, string[] labels, IReadOnlyList<string>? names)
    {
        (Path, Labels, _names) = (path, labels, names);
        if (values.Rank is < 2 or > 4 || values.Shape.Contains(0))
            throw BadInputException.At(path, $"{name} of shape rows × features, or rows × height × width (× channels)", $"shape {values.ShapeText}");
        if (values.Shape[0] != labels.Length)
            throw BadInputException.At(path, FormattableString.Invariant($"{values.Shape[0]} classes in {labelName}, one for each row of {name}"), FormattableString.Invariant($"{labels.Length}"));
        var (rows, features) = (values.Shape[0], checked((int)NumberTypes.CountOf(values.Shape.AsSpan(1))));
        RequireNames(name, features);
        Image = values.Rank == 2 ? null : new ImageSize(values.Shape[1], values.Shape[2], values.Rank == 4 ? values.Shape[3] : 1);
        if (values.Type is NumberType.UInt8)
            _inputs = new InputMatrix((byte[])values.Values, rows, features);
        else
        {
            var singles = values.ToSingles();
            var bad = Array.FindIndex(singles, static value => !float.IsFinite(value));
            if (bad >= 0)
                throw BadInputException.At(path, "finite numbers that float32 can hold", FormattableString.Invariant($"{values.Values.GetValue(bad)} in row {bad / features + 1}, column {_names?[bad % features] ?? FormattableString.Invariant($"{bad % features + 1}")} of {name}"));
            _inputs = new InputMatrix(singles, rows, features);
        }
    }

    public string Path { get; }

    public IReadOnlyList<string> Labels { get; }

    public ImageSize? Image { get; }

    public IReadOnlyList<InputColumn>? FitColumns(int[] rows) => _names?.Select(static name => new InputColumn(name, null)).ToArray();

    public InputMatrix Encode(IReadOnlyList<InputColumn>? columns, int[] rows)
    {
        if (columns?.FirstOrDefault(static column => column.Categories is not null) is { } texts)
            throw BadInputException.At(Path, $"a column '{texts.Name}' of texts, as among the training rows", "an array of numbers");
        if (columns is not null && columns.Count != _inputs.Columns)
            throw BadInputException.At(Path, FormattableString.Invariant($"{columns.Count} features, as among the training rows"), FormattableString.Invariant($"{_inputs.Columns}"));
        if (columns is null || _names is null || columns.Select(static column => column.Name).SequenceEqual(_names))
            return _inputs.Select(rows);
        var known = _names.Index().ToDictionary(static pair => pair.Item, static pair => pair.Index);
        var order = columns.Select(column => known.TryGetValue(column.Name, out var place) ? place : throw BadInputException.At(Path, $"a feature '{column.Name}', as among the training rows", $"the features {ColumnChoice.Shown(_names)}")).ToArray();
        var (row, values) = (new float[order.Length], new float[checked(rows.Length * order.Length)]);
        for (var i = 0; i < rows.Length; i++)
        {
            _inputs.CopyRow(rows[i], row);
            for (var d = 0; d < order.Length; d++)
                values[i * order.Length + d] = row[order[d]];
        }

        return new InputMatrix(values, rows.Length, order.Length);
    }

    private void RequireNames(string name, int features)
    {
        if (_names is null)
            return;
        if (_names.Count != features)
            throw BadInputException.At(Path, FormattableString.Invariant($"{features} feature_names, one for each feature of {name}"), FormattableString.Invariant($"{_names.Count}"));
        if (_names.GroupBy(static n => n).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw BadInputException.At(Path, "feature_names that differ", $"two called '{twice.Key}'");
    }
}
