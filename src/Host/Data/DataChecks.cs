namespace RrrGpu.Host.Data;

/// <summary>Checks of data files: what cannot be read is a check that failed, not an end.</summary>
internal static class DataChecks
{
    /// <summary>Compares what <paramref name="read"/> finds with what is expected.</summary>
    public static DataFileCheck Of(string path, string expected, Func<string> read)
    {
        try
        {
            var actual = read();
            return new(path, expected, actual, actual == expected);
        }
        catch (BadInputException e)
        {
            return new(path, expected, e.Message, false);
        }
    }

    /// <summary>Checks that <paramref name="describe"/> can read and describe something.</summary>
    public static DataFileCheck OfStructure(string path, string expected, Func<string> describe)
    {
        try
        {
            return new(path, expected, describe(), true);
        }
        catch (BadInputException e)
        {
            return new(path, expected, e.Message, false);
        }
    }
}
