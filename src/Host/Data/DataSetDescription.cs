namespace RrrGpu.Host.Data;

/// <summary>What a data set is, for those who choose one.</summary>
/// <param name="Name">The name that commands take.</param>
/// <param name="TrainRows">Training rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="Features">D.</param>
/// <param name="Classes">K.</param>
/// <param name="IsBundled">Whether it is there without <c>--data</c>.</param>
/// <param name="Licence">What its files may be used under.</param>
/// <param name="Source">Where they came from.</param>
/// <param name="HowToGet">What to do for a data set that is not bundled; null where there is nothing to do.</param>
public sealed record DataSetDescription(
    string Name, int TrainRows, int TestRows, int Features, int Classes, bool IsBundled, string Licence, string Source, string? HowToGet = null);

/// <summary>What a check of one file found.</summary>
/// <param name="File">Its path.</param>
/// <param name="Expected">What its content should be: <c>sha256:…</c>, or a structure in words.</param>
/// <param name="Actual">What it is, or what is wrong with it.</param>
/// <param name="IsOk">Whether the two agree.</param>
public sealed record DataFileCheck(string File, string Expected, string Actual, bool IsOk);
