using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// A data set on a device, cut and scaled for one way of training. Trainings that follow one another share it: preparing rows can
/// take longer than training a small model on them.
/// </summary>
public sealed class ResidentData : IDisposable
{
    private readonly Lazy<TrainingFingerprint> _fingerprint;

    internal ResidentData(IEngine engine, DataSet source, TrainingSettings settings)
    {
        Source = source;
        Settings = settings;
        Data = PreparedData.From(source, settings);
        Plan = new EpochPlan(Data.Train.Count, settings.BatchSize, Data.AlwaysInclude, settings.Shuffle);
        _fingerprint = new(() => TrainingFingerprint.OfRows(source, settings, engine.Device));
        try
        {
            Train = engine.Upload(Data.Train);
            Validation = Data.Validation is null ? null : engine.Upload(Data.Validation);
            Test = engine.Upload(Data.Test);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The data set.</summary>
    public DataSet Source { get; }

    /// <summary>How models are trained on it.</summary>
    public TrainingSettings Settings { get; }

    /// <summary>What every training on these rows has in common.</summary>
    public TrainingFingerprint Fingerprint => _fingerprint.Value;

    internal PreparedData Data { get; }

    /// <summary>Engines prepare once for a schedule, and fixed order needs only one.</summary>
    internal EpochPlan Plan { get; }

    internal IRowSet Train { get; } = null!;

    internal IRowSet Test { get; } = null!;

    internal IRowSet? Validation { get; }

    /// <summary>The layer widths of models trained on it.</summary>
    public NetworkShape Shape => new(Data.Train.Inputs.Columns, Settings.Hidden1, Settings.Hidden2, Data.Train.Classes);

    /// <inheritdoc/>
    public void Dispose()
    {
        Validation?.Dispose();
        Test?.Dispose();
        Train?.Dispose();
    }

    /// <summary>The plan of models with rows of their own, all in as many minibatches as <paramref name="first"/>.</summary>
    internal EpochPlan PlanFor(ModelRun first) =>
        new(first.Rows?.Count ?? Data.Train.Count, Settings.BatchSize, Data.AlwaysInclude, Settings.Shuffle);

    /// <summary>A model before its first step.</summary>
    internal OptimizerState InitialState(ModelRun run) =>
        OptimizerState.Initial(Initialization.Draw(Shape, run.Seed, Settings.InitialDeviation));
}
