using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>Toy Colors, which has no files.</summary>
internal sealed class ToyColorsSource : IDataSetSource
{
    public DataSetDescription Description { get; } = new(
        ToyColors.Name,
        ToyColors.ReferenceRows,
        ToyColors.ReferenceRows,
        ToyColors.Image.Features,
        2,
        IsBundled: true,
        "no files",
        "generated from the data seed (Ross et al. 2017)");

    public DataSet Load(DataRequest request) => ToyColors.Generate(request.Seed);

    public IEnumerable<DataFileCheck> Verify(string? folder) => [];
}
