using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>A data set that is drawn from the data seed and has no files.</summary>
/// <param name="description">What it is.</param>
/// <param name="generate">Draws it from a data seed.</param>
internal sealed class GeneratedSource(DataSetDescription description, Func<long, DataSet> generate) : IDataSetSource
{
    public DataSetDescription Description => description;

    public DataSet Load(DataRequest request) => generate(request.Seed);

    public IEnumerable<DataFileCheck> Verify(string? folder) => [];
}
