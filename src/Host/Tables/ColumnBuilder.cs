using System.Globalization;
using System.Text.RegularExpressions;

namespace RrrGpu.Host.Tables;

/// <summary>
/// Collects a column's fields. The first one decides whether the column holds numbers or texts, unless it is to hold texts whatever
/// comes; a later one of the other kind is refused, as is a field with nothing in it.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="name">The column's name.</param>
/// <param name="isText">Whether fields are texts whatever they look like.</param>
/// <param name="mayHoldDecimalCommas">Whether the file's delimiter lets a field be a number with a decimal comma, which is refused: it would pass for a text.</param>
internal sealed partial class ColumnBuilder(string path, string name, bool isText, bool mayHoldDecimalCommas = false)
{
    private readonly Dictionary<string, string> _known = [];
    private List<double>? _numbers;
    private List<string>? _texts = isText ? [] : null;

    /// <summary>Adds a field as text.</summary>
    /// <param name="field">The field.</param>
    /// <param name="place">Where it stands, for messages: <c>line 7</c>.</param>
    /// <exception cref="BadInputException">It is empty, not finite, a number with a decimal comma, or of another kind than those before it.</exception>
    public void Add(ReadOnlySpan<char> field, Place place)
    {
        field = field.Trim();
        if (field.IsEmpty)
            throw Missing(place);
        var isNumber = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        // Where texts stand, "Infinity" is a word.
        if (isNumber && !isText && (_texts is null || double.IsFinite(number)))
        {
            AddNumber(number, place);
            return;
        }

        if (mayHoldDecimalCommas && !isText && DecimalComma().IsMatch(field))
            throw Mixed(place, "numbers with a decimal point", $"the decimal comma of '{Shortened(field)}'");
        AddText(field, place);
    }

    /// <summary>Adds a number.</summary>
    /// <exception cref="BadInputException">It is not finite, or texts stand before it.</exception>
    public void AddNumber(double number, Place place)
    {
        if (!double.IsFinite(number) || !float.IsFinite((float)number))
            throw Refuse(place, "a finite number that float32 can hold", number.ToString(CultureInfo.InvariantCulture));
        if (isText)
        {
            AddText(number.ToString("R", CultureInfo.InvariantCulture), place);
            return;
        }

        if (_texts is not null)
            throw Mixed(place, "a text like those before it", $"the number {number.ToString("R", CultureInfo.InvariantCulture)}");
        (_numbers ??= []).Add(number);
    }

    /// <summary>Adds a text, even one that looks like a number.</summary>
    /// <param name="field">The text, not empty.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="BadInputException">Numbers stand before it.</exception>
    public void AddText(ReadOnlySpan<char> field, Place place)
    {
        if (_numbers is not null)
            throw Mixed(place, "a number like those before it", $"'{Shortened(field)}'");
        // Few texts stand in many rows: each is kept once.
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(field, out var text))
            _known[text = field.ToString()] = text;
        (_texts ??= []).Add(text);
    }

    /// <summary>What to say where nothing stands.</summary>
    public BadInputException Missing(Place place) => Refuse(place, "a value", "nothing: missing values are not filled in");

    /// <summary>The column.</summary>
    public SourceColumn Build() => new(name, _numbers?.ToArray(), _texts?.ToArray());

    private BadInputException Mixed(Place place, string expected, string came) =>
        Refuse(place, expected, $"{came} (--categorical {name} takes everything in the column as categories, --drop {name} leaves it out)");

    private BadInputException Refuse(Place place, string expected, string came) =>
        BadInputException.At(path, $"{expected} in {place}, column '{name}'", came);

    [GeneratedRegex(@"^[+-]?[0-9]+,[0-9]+$")]
    private static partial Regex DecimalComma();

    private static string Shortened(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}…";
}

/// <summary>Where a field stands.</summary>
/// <param name="What"><c>line</c> or <c>row</c>.</param>
/// <param name="Number">Which one, counted from 1.</param>
internal readonly record struct Place(string What, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{What} {Number}");
}
