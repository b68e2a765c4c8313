using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// The models that still train, as one ensemble, with a twin that carries the validation rows' annotations. Models that have ended
/// leave it; those that stay do not notice, since a model's arithmetic does not depend on its company.
/// </summary>
internal sealed class ActiveEnsemble : IDisposable
{
    private readonly IEngine _engine;
    private readonly TrainingSettings _settings;
    private readonly IReadOnlyList<ModelTrack> _tracks;
    private readonly ModelSettings[] _trainSettings;
    private readonly ModelSettings[]? _validationSettings;
    private int[] _members = [];
    private IEnsemble? _training;
    private IEnsemble? _validating;

    public ActiveEnsemble(IEngine engine, TrainingSettings settings, PreparedData data, IReadOnlyList<ModelTrack> tracks)
    {
        _engine = engine;
        _settings = settings;
        _tracks = tracks;
        var runs = tracks.Select(track => track.Run).ToArray();
        _trainSettings = data.TrainSettings(runs);
        _validationSettings = data.Validation is null ? null : data.ValidationSettings(runs);
    }

    /// <summary>The indices of the models in it.</summary>
    public IReadOnlyList<int> Members => _members;

    /// <summary>The seeds that order the rows of the models in it: their own, or the first run's for all where they are coupled.</summary>
    public long[] Seeds { get; private set; } = [];

    /// <summary>The rows of each model in it that has its own.</summary>
    public IReadOnlyList<int>?[] OwnRows { get; private set; } = [];

    private bool IsCoupled => _settings.Objective.Couples(_tracks.Count);

    /// <summary>Forms the ensemble of the models that train, from their tracks' states.</summary>
    public void Form()
    {
        Dispose();
        _members = [.. Enumerable.Range(0, _tracks.Count).Where(model => _tracks[model].Status == ModelStatus.Training)];
        Seeds = [.. _members.Select(model => _tracks[IsCoupled ? 0 : model].Run.Seed)];
        OwnRows = [.. _members.Select(model => _tracks[model].Run.Rows)];
        if (_members.Length == 0)
            return;
        _training = Create(_members, _trainSettings);
        if (_validationSettings is not null)
            _validating = Create(_members, _validationSettings);
    }

    /// <summary>Where models are coupled, ends all with the first that diverged: the others have trained on its explanations.</summary>
    public void EndCoupled()
    {
        if (!IsCoupled || _tracks.Index().FirstOrDefault(static track => track.Item.Status == ModelStatus.Diverged) is not { Item: { } ended } first)
            return;
        foreach (var track in _tracks)
            track.EndWith(first.Index, ended.Failure!);
    }

    /// <summary>Lets go of models that have ended.</summary>
    public void DropEnded()
    {
        EndCoupled();
        if (Array.Exists(_members, model => _tracks[model].Status != ModelStatus.Training))
            Form();
    }

    /// <summary>
    /// Takes a step with a copy that is thrown away, so that code is compiled and rows are laid out before the clock runs. ILGPU's
    /// simulator gains nothing by it and is left alone.
    /// </summary>
    public void WarmUp(IRowSet rows, IReadOnlyList<RowSchedule> schedules)
    {
        if (_members.Length == 0 || _engine.Device.Kind is DeviceKind.Cpu)
            return;
        using var copy = Create(IsCoupled ? _members : _members[..1], _trainSettings);
        copy.Train(rows, [schedules[0]], 0, 1);
    }

    public void Train(IRowSet rows, IReadOnlyList<RowSchedule> schedules, int firstBatch, int batchCount) =>
        _training!.Train(rows, schedules, firstBatch, batchCount);

    /// <summary>Reads every member's state into its track.</summary>
    public void ReadStates()
    {
        for (var i = 0; i < _members.Length; i++)
            _tracks[_members[i]].State = _training!.ReadState(i);
    }

    /// <summary>Every member's terms on the validation rows, with the states last read.</summary>
    public Dictionary<int, LossTerms> Validate(IRowSet validation)
    {
        for (var i = 0; i < _members.Length; i++)
            _validating!.WriteState(i, _tracks[_members[i]].State);
        var terms = _validating!.Evaluate(validation, withAnnotations: true);
        return Enumerable.Range(0, _members.Length).ToDictionary(i => _members[i], i => terms[i]);
    }

    /// <summary>
    /// The loss of <paramref name="terms"/> without weight decay, its sums over the validation rows divided as the reduction divides
    /// those over a minibatch.
    /// </summary>
    public double ValidationLoss(int model, in LossTerms terms) => _settings.Objective.Reduction switch
    {
        Reduction.Mean => (terms.CrossEntropy + terms.RightReasons) / terms.Rows,
        Reduction.MeanByAnnotation =>
            terms.CrossEntropy / terms.Rows + terms.RightReasons / Math.Max(1, SumOf(_validationSettings![model].Annotation)),
        _ => terms.CrossEntropy + terms.RightReasons,
    };

    /// <summary>Terms of every model's result: on the training rows, on the validation rows and on the test rows.</summary>
    public (LossTerms[] Train, LossTerms[]? Validation, LossTerms[] Test) EvaluateResults(IRowSet train, IRowSet? validation, IRowSet test)
    {
        Dispose();
        int[] all = [.. Enumerable.Range(0, _tracks.Count)];
        using var onTraining = Create(all, _trainSettings, results: true);
        var trainTerms = _tracks.Any(static track => track.Run.Rows is not null)
            ? EvaluateOwnRows(train.Rows)
            : onTraining.Evaluate(train, withAnnotations: true);
        var testTerms = onTraining.Evaluate(test, withAnnotations: false);
        if (validation is null)
            return (trainTerms, null, testTerms);
        using var onValidation = Create(all, _validationSettings!, results: true);
        return (trainTerms, onValidation.Evaluate(validation, withAnnotations: true), testTerms);
    }

    /// <summary>Terms on the rows that each model was trained on; models of one set of rows are evaluated together.</summary>
    private LossTerms[] EvaluateOwnRows(LabeledRows train)
    {
        var terms = new LossTerms[_tracks.Count];
        foreach (var group in Enumerable.Range(0, _tracks.Count).GroupBy(model => _tracks[model].Run.Rows, ReferenceEqualityComparer.Instance))
        {
            int[] models = [.. group];
            int[] rows = group.Key is IReadOnlyList<int> own ? [.. own] : [.. Enumerable.Range(0, train.Count)];
            using var uploaded = _engine.Upload(train.Select(rows));
            using var ensemble = _engine.CreateEnsemble(
                _settings.Objective,
                _settings.Adam,
                [.. models.Select(model => _trainSettings[model] with { Annotation = _trainSettings[model].Annotation?.Select(rows) })],
                [.. models.Select(model => _tracks[model].Result)]);
            var evaluated = ensemble.Evaluate(uploaded, withAnnotations: true);
            for (var i = 0; i < models.Length; i++)
                terms[models[i]] = evaluated[i];
        }

        return terms;
    }

    public void Dispose()
    {
        _training?.Dispose();
        _validating?.Dispose();
        (_training, _validating) = (null, null);
    }

    private IEnsemble Create(int[] members, ModelSettings[] settings, bool results = false) =>
        _engine.CreateEnsemble(
            _settings.Objective,
            _settings.Adam,
            [.. members.Select(model => settings[model])],
            [.. members.Select(model => results ? _tracks[model].Result : _tracks[model].State)]);

    /// <summary>ΣA.</summary>
    internal static double SumOf(Annotation? annotation)
    {
        if (annotation is null)
            return 0;
        if (!annotation.IsWeighted)
            return annotation.Count;
        var sum = 0.0;
        foreach (var weight in annotation.Weights)
            sum += weight;
        return sum;
    }
}
