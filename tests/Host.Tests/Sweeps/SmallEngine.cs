using RrrGpu.Kernels;

namespace RrrGpu.Host.Tests.Sweeps;

/// <summary>A processor that has no room for many models, and refuses to train models of some λ₁ at all.</summary>
internal sealed class SmallEngine : IEngine
{
    private readonly SimdEngine _engine = new(1);
    private readonly DeviceDescription? _device;

    public SmallEngine(DeviceDescription? device = null) => _device = device;

    public int MostModels { get; init; } = int.MaxValue;

    public float? Refused { get; init; }

    /// <summary>What to throw whenever an ensemble is made; null, or what gives it, for nothing.</summary>
    public Func<Exception?>? Failure { get; init; }

    /// <summary>What to throw whenever rows are uploaded.</summary>
    public Exception? UploadFailure { get; init; }

    /// <summary>What happens whenever an ensemble is made.</summary>
    public Action? Made { get; init; }

    public int Trained { get; private set; }

    public int Uploads { get; private set; }

    public DeviceDescription Device => _device ?? _engine.Device;

    public IRowSet Upload(LabeledRows rows)
    {
        Uploads++;
        return UploadFailure is null ? _engine.Upload(rows) : throw UploadFailure;
    }

    public IEnsemble CreateEnsemble(ObjectiveDefinition objective, AdamSettings adam, IReadOnlyList<ModelSettings> models, IReadOnlyList<OptimizerState> initial)
    {
        Made?.Invoke();
        if (Failure?.Invoke() is { } failure)
            throw failure;
        if (models.Count > MostModels)
            throw new DeviceMemoryException("no room");
        if (models.Any(model => model.Lambda1 == Refused && model.Annotation is not null))
            throw new InvalidOperationException("refused");
        // Each training makes one ensemble for its steps, from states that have taken none, and one for its results.
        if (initial[0].Steps == 0 && models.All(static model => model.Lambda2 > 0) && !models.All(static model => model.Lambda1 == 1))
            Trained += models.Count;
        return _engine.CreateEnsemble(objective, adam, models, initial);
    }

    public void Dispose() => _engine.Dispose();
}
