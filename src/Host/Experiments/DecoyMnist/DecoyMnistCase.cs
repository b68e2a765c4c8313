using RrrGpu.Host.Data;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>What the experiments on Decoy MNIST have in common.</summary>
internal static class DecoyMnistCase
{
    /// <summary>Whose images they are, as reports cite it.</summary>
    public const string Credit = "MNIST: Y. LeCun, C. Cortes, CC BY-SA 3.0.";

    /// <summary>
    /// LIME's superpixels. A kernel of 1, as in LIME's own example on MNIST: that of 4, for photographs, leaves two or three superpixels of
    /// 28 × 28 pixels. Links are not cut (200): a swatch cut off from its surroundings is all of one shade, and painting it with its mean
    /// would hide nothing.
    /// </summary>
    public static Quickshift Superpixels { get; } = new(KernelSize: 1);

    /// <summary>Loads MNIST.</summary>
    public static DataSet LoadPlain(ExperimentContext context) => DataSetCatalog.Load("mnist", context.DataFolder);

    /// <summary>Loads MNIST and draws swatches into it.</summary>
    public static DataSet Load(ExperimentContext context) => DecoyMnist.From(LoadPlain(context), context.DataSeed);

    /// <summary>The protocol's settings with fewer epochs where little time is to be spent.</summary>
    public static TrainingSettings Settings(ExperimentContext context, int quickEpochs) =>
        new() { Epochs = context.Quick ? quickEpochs : new TrainingSettings().Epochs };
}
