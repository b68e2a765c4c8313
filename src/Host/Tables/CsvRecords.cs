using System.Text;

namespace RrrGpu.Host.Tables;

/// <summary>
/// Takes text apart into records and fields as RFC 4180 says: quotes around a field let it hold delimiters, line breaks and, doubled,
/// quotes. Lines end with LF, CRLF or CR; empty lines are passed over.
/// </summary>
/// <param name="reader">The text.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="delimiter">What stands between fields.</param>
internal sealed class CsvRecords(TextReader reader, string path, char delimiter)
{
    private const int EndOfText = -1;
    private readonly StringBuilder _text = new();
    private readonly List<int> _ends = [];
    private int _nextLine = 1;

    /// <summary>The line on which the record begins, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The number of fields in the record.</summary>
    public int Count => _ends.Count;

    /// <summary>A field of the record.</summary>
    public string Field(int index)
    {
        var start = index == 0 ? 0 : _ends[index - 1];
        return _text.ToString(start, _ends[index] - start);
    }

    /// <summary>Reads the next record.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BadInputException">Quotes are not closed, or something follows them.</exception>
    public bool Read()
    {
        while (IsLineEnd(reader.Peek()))
            SkipLineEnd();
        if (reader.Peek() == EndOfText)
            return false;
        Line = _nextLine;
        _text.Clear();
        _ends.Clear();
        for (var isMore = true; isMore;)
        {
            if (reader.Peek() == '"')
                ReadQuoted();
            else
                ReadPlain();
            _ends.Add(_text.Length);
            isMore = reader.Peek() == delimiter;
            if (isMore)
                reader.Read();
        }

        SkipLineEnd();
        return true;
    }

    /// <summary>What stands between the fields of a header: the one of comma, semicolon and tab that it has most of outside quotes.</summary>
    public static char DelimiterOf(string header)
    {
        // Doubled quotes inside quotes end them and begin them again.
        var plain = string.Concat(header.Split('"').Where(static (_, part) => part % 2 == 0));
        return ",;\t".MaxBy(candidate => plain.Count(c => c == candidate));
    }

    private void ReadPlain()
    {
        for (int next; (next = reader.Peek()) != delimiter && next != EndOfText && !IsLineEnd(next);)
            _text.Append((char)reader.Read());
    }

    private void ReadQuoted()
    {
        var begins = _nextLine;
        reader.Read();
        while (true)
        {
            var next = reader.Read();
            if (next == EndOfText)
                throw BadInputException.At(path, FormattableString.Invariant($"quotes that end again after line {begins}"), "the end of the file");
            if (next == '\n' || (next == '\r' && reader.Peek() != '\n'))
                _nextLine++;
            if (next != '"')
                _text.Append((char)next);
            else if (reader.Peek() == '"')
                _text.Append((char)reader.Read());
            else
                break;
        }

        if (reader.Peek() is var after && after != delimiter && after != EndOfText && !IsLineEnd(after))
            throw BadInputException.At(path, FormattableString.Invariant($"the end of a field after its quotes in line {_nextLine}"), $"'{(char)after}'");
    }

    private void SkipLineEnd()
    {
        if (reader.Peek() == EndOfText)
            return;
        if (reader.Read() == '\r' && reader.Peek() == '\n')
            reader.Read();
        _nextLine++;
    }

    private static bool IsLineEnd(int next) => next is '\r' or '\n';
}
