using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>One data set that commands know by name: what it is, how it is loaded, and how its files are checked.</summary>
internal interface IDataSetSource
{
    /// <summary>What it is, as loaded without a folder.</summary>
    DataSetDescription Description { get; }

    /// <summary>Whether a file may hold it.</summary>
    bool TakesFiles => false;

    /// <summary>Whether there is something to load.</summary>
    /// <param name="folder">A folder of data sets that is there, or null.</param>
    bool IsThere(string? folder) => true;

    /// <summary>Loads it.</summary>
    /// <exception cref="BadInputException">A file is missing or unusable.</exception>
    DataSet Load(DataRequest request);

    /// <summary>Checks its bundled files, if it has any, and those of a folder, if it finds some there; never throws for what they hold.</summary>
    /// <param name="folder">A folder of data sets that is there, or null.</param>
    IEnumerable<DataFileCheck> Verify(string? folder);
}
