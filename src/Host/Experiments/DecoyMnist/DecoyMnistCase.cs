using RrrGpu.Host.Data;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>What the experiments on Decoy MNIST have in common.</summary>
internal static class DecoyMnistCase
{
    /// <summary>Whose images they are, as reports cite it.</summary>
    public const string Credit = "MNIST: Y. LeCun, C. Cortes, CC BY-SA 3.0.";

    /// <summary>Loads MNIST and draws swatches into it.</summary>
    public static DataSet Load(ExperimentContext context) => DecoyMnist.From(DataSetCatalog.Load("mnist", context.DataFolder), context.DataSeed);

    /// <summary>The protocol's settings with fewer epochs where little time is to be spent.</summary>
    public static TrainingSettings Settings(ExperimentContext context, int quickEpochs) =>
        new() { Epochs = context.Quick ? quickEpochs : new TrainingSettings().Epochs };
}
