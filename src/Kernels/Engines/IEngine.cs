namespace RrrGpu.Kernels;

/// <summary>
/// Runs the passes of many networks at once on one device. Nothing above this interface knows which device it is.
/// An engine and what it creates are used by one thread at a time.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>The device that this engine runs on.</summary>
    DeviceDescription Device { get; }

    /// <summary>Makes rows resident on the device.</summary>
    IRowSet Upload(LabeledRows rows);

    /// <summary>Creates an ensemble of models, one for each of <paramref name="models"/>.</summary>
    /// <param name="objective">The loss they share.</param>
    /// <param name="adam">The optimiser's constants, shared too.</param>
    /// <param name="models">What each has to itself; at least one.</param>
    /// <param name="initial">Each model's state at the start, copied; all of one shape.</param>
    /// <exception cref="ArgumentException">The counts or shapes differ, or a setting is unusable.</exception>
    IEnsemble CreateEnsemble(
        ObjectiveDefinition objective,
        AdamSettings adam,
        IReadOnlyList<ModelSettings> models,
        IReadOnlyList<OptimizerState> initial);
}

/// <summary>Rows that are resident on an engine's device.</summary>
public interface IRowSet : IDisposable
{
    /// <summary>What was uploaded.</summary>
    LabeledRows Rows { get; }
}
