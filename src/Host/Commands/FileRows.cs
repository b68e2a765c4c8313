using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>Rows on the command line: of a table they are counted as they stand in its file, of other data sets as they are trained on.</summary>
internal static class FileRows
{
    /// <summary>The training rows that are meant; rows of a table that were held out are passed over.</summary>
    /// <param name="option">The option that names them, for messages.</param>
    /// <param name="rows">The rows, counted from 0; at least one.</param>
    /// <param name="data">The data set.</param>
    /// <exception cref="BadInputException">There is no such row, or none of them is a training row.</exception>
    public static int[] InTraining(string option, IReadOnlyList<int> rows, DataSet data)
    {
        var count = data.Table?.FileRows ?? data.Train.Count;
        if (rows.Max() >= count)
            throw new BadInputException($"{option}: expected {(data.Table is null ? "training rows" : "rows of the table")} from 0 to {count - 1}, got {rows.Max()}");
        if (data.Table is null)
            return [.. rows];
        var places = data.Table.TrainRows.Index().ToDictionary(static pair => pair.Item, static pair => pair.Index);
        int[] found = [.. rows.Where(places.ContainsKey).Select(row => places[row])];
        return found.Length > 0 ? found : throw new BadInputException($"{option}: expected training rows, got {rows.Count} rows of the table that are all test rows");
    }
}
