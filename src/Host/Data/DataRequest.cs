namespace RrrGpu.Host.Data;

/// <summary>Which rows of a data set are asked for.</summary>
/// <param name="Folder">A folder of data sets, or a file that may hold another data set; it is there. Null: none was named.</param>
/// <param name="MustBeThere">Whether <paramref name="Folder"/> was named for this data set, and so must hold its files.</param>
/// <param name="Seed">What generated or permuted rows are drawn from.</param>
internal sealed record DataRequest(string? Folder, bool MustBeThere, long Seed);
