using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>A trained network on one of the paper's data sets, and how LIME sees its rows there.</summary>
/// <param name="Name">The data set, as reports call it.</param>
/// <param name="Kind">How LIME sees a row.</param>
/// <param name="Data">The data set; test rows are explained.</param>
/// <param name="Model">The network.</param>
/// <param name="Scale">What raw rows go through before it.</param>
/// <param name="Samples">Neighbours that LIME draws.</param>
/// <param name="Features">Interpretable features that LIME names where it is compared; the paper's number where it says one.</param>
/// <param name="Published">The paper's seconds an explanation.</param>
/// <param name="View">What LIME sees of a test row.</param>
internal sealed record LimeCase(
    string Name, string Kind, DataSet Data, TrainedModel Model, InputScale Scale, int Samples, int Features, PublishedTimes Published, Func<int, LimeView> View)
{
    /// <summary>The first test rows, or all where there are fewer; rows without a feature to explain are passed over.</summary>
    public IEnumerable<int> Rows(int count) => Enumerable.Range(0, Data.Test.Count).Where(row => HasFeatures?.Invoke(row) ?? true).Take(count);

    /// <summary>Whether a test row has anything that LIME could change; null where every row does.</summary>
    public Func<int, bool>? HasFeatures { get; init; }

    /// <summary>What the network was trained on and how long, as reports say it.</summary>
    public ReportSetting Trained => new(
        Name, FormattableString.Invariant($"{Data.Source ?? Data.Name}; {Data.Train.Count} rows to train on, {Data.Test.Count} to test on, {Model.Epochs} epochs"));

    /// <summary>LIME's settings for so many named features.</summary>
    public LimeSettings Settings(int features, long seed) => new() { Samples = Samples, Features = features, Seed = seed };
}

/// <summary>Seconds an explanation in the paper's Table 1.</summary>
internal readonly record struct PublishedTimes(double Lime, double Gradients)
{
    /// <summary>How many times as long LIME takes.</summary>
    public double Ratio => Lime / Gradients;
}

/// <summary>A row as LIME sees it, and what the gradient of the network's input says of the same interpretable features.</summary>
/// <param name="Representation">LIME's view.</param>
/// <param name="Gradients">For each interpretable feature the gradient, summed where it is made of several inputs.</param>
/// <param name="Effects">
/// For each interpretable feature its part of the first-order change of the output between what LIME puts in its place and what is there:
/// gradient times that difference of inputs. It is what LIME's weights tend to where the network is linear.
/// </param>
internal sealed record LimeView(ILimeRepresentation Representation, Func<float[], double[]> Gradients, Func<float[], double[]> Effects);
