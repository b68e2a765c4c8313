using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>One training from its first step, or from a checkpoint, to its result.</summary>
internal sealed class TrainingSession : IDisposable
{
    /// <summary>Without validation, parameters are looked at about this often: reading them back costs as much as some steps.</summary>
    private const int StepsBetweenParameterChecks = 256;

    private readonly TrainingSettings _settings;
    private readonly ModelTrack[] _tracks;
    private readonly EpochPlan _plan;
    private readonly ActiveEnsemble _active;
    private readonly ResidentData _rows;
    private readonly ICheckpointStore? _store;
    private readonly TrainingFingerprint? _fingerprint;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly TimeProvider _time;
    private readonly StepClock _clock;
    private readonly int _firstEpoch;
    private readonly int _firstStep;
    private long _stepsSaved;
    private long _savedAt;

    public TrainingSession(IEngine engine, TrainingSettings settings, ResidentData rows, ModelTrack[] tracks, TrainingSurroundings surroundings)
    {
        _settings = settings;
        _rows = rows;
        _tracks = tracks;
        (_store, _fingerprint, _progress, _time, _cancellation) = surroundings;
        _plan = Array.Exists(tracks, static track => track.Run.Rows is not null) ? rows.PlanFor(tracks[0].Run) : rows.Plan;
        _savedAt = _time.GetTimestamp();
        var saved = _store?.TryLoad();
        if (saved is not null)
        {
            RequireResumable(saved);
            (_firstEpoch, _firstStep) = (saved.EpochsDone, saved.StepsIntoEpoch);
            for (var model = 0; model < tracks.Length; model++)
                tracks[model].Restore(saved.Models[model]);
            _stepsSaved = StepsAt(_firstEpoch, _firstStep);
        }

        _clock = new StepClock(_time, saved?.TrainSeconds ?? 0);
        _active = new ActiveEnsemble(engine, settings, rows.Data, tracks);
    }

    private long StepsTotal => StepsAt(_settings.Epochs, 0);

    /// <summary>Trains until the last epoch is done or no model is left.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the steps taken are in the checkpoint store, where there is one.</exception>
    public void Run(bool warmsUp)
    {
        _active.Form();
        if (warmsUp && _firstEpoch < _settings.Epochs)
            _active.WarmUp(_rows.Train, _plan.For(_firstEpoch, _active.Seeds, _active.OwnRows));
        for (var epoch = _firstEpoch; epoch < _settings.Epochs && _active.Members.Count > 0; epoch++)
        {
            RunEpoch(epoch, epoch == _firstEpoch ? _firstStep : 0);
            FinishEpoch(epoch + 1);
        }
    }

    public TrainedModel[] Evaluate()
    {
        _cancellation.ThrowIfCancellationRequested();
        var (train, validation, test) = _active.EvaluateResults(_rows.Train, _rows.Validation, _rows.Test);
        for (var i = 0; i < _tracks.Length; i++)
            _tracks[i].CheckTrainingLoss(train[i]);
        _active.EndCoupled();
        var models = new TrainedModel[_tracks.Length];
        for (var i = 0; i < models.Length; i++)
        {
            var track = _tracks[i];
            models[i] = new TrainedModel(
                track.Run,
                track.Status,
                track.Failure,
                track.Result,
                EpochsOf(track.State),
                track.State.Steps,
                EpochsOf(track.Result),
                train[i],
                validation?[i],
                test[i]);
        }

        return models;
    }

    public (long Steps, double Seconds) Effort => (_tracks.Max(track => track.State.Steps), _clock.TotalSeconds);

    public void Dispose() => _active.Dispose();

    /// <summary>
    /// Takes the steps of an epoch from <paramref name="step"/> on. The engine is not told of cancellation: it may train models one
    /// after another, and a checkpoint needs all of them at the same step. Pieces of a fraction of a second answer soon enough.
    /// </summary>
    private void RunEpoch(int epoch, int step)
    {
        StopIfCancelled(epoch, step);
        IReadOnlyList<RowSchedule> schedules = [];
        _clock.Time(() => schedules = _plan.For(epoch, _active.Seeds, _active.OwnRows));
        var inPieces = _progress is not null || _cancellation.CanBeCanceled || _settings.CheckpointInterval is not null;
        while (step < _plan.StepsPerEpoch)
        {
            var remaining = _plan.StepsPerEpoch - step;
            var (first, count) = (step, inPieces ? _clock.Chunk(remaining) : remaining);
            _clock.TimeSteps(count, () => _active.Train(_rows.Train, schedules, first, count));
            step += count;
            if (step == _plan.StepsPerEpoch)
                return;
            Report(epoch, step);
            StopIfCancelled(epoch, step);
            if (_store is not null && IsCheckpointTime)
            {
                _active.ReadStates();
                Save(epoch, step);
            }
        }
    }

    /// <summary>Judges the models after an epoch, saves what is due and lets go of models that have ended.</summary>
    private void FinishEpoch(int epochsDone)
    {
        var last = epochsDone == _settings.Epochs;
        var saves = _store is not null && (_settings.CheckpointInterval is null ? last || epochsDone % _settings.CheckpointEvery == 0 : IsCheckpointTime);
        var checks = _rows.Validation is not null || last || IsCheckDue(epochsDone);
        if (saves || checks)
            _active.ReadStates();
        if (checks)
        {
            foreach (var model in _active.Members)
                _tracks[model].CheckParameters(epochsDone);
        }

        var terms = _rows.Validation is null ? null : _active.Validate(_rows.Validation);
        foreach (var (model, measured) in terms ?? [])
            _tracks[model].Observe(epochsDone, measured, _active.ValidationLoss(model, measured));

        _active.DropEnded();
        if (saves || (_store is not null && _settings.CheckpointInterval is null && _active.Members.Count == 0))
            Save(epochsDone, 0);
        Report(epochsDone - 1, _plan.StepsPerEpoch, terms);
    }

    /// <summary>A rule on steps alone, so that neither checkpoints nor company decide when a diverged model is found.</summary>
    private bool IsCheckDue(int epochsDone)
    {
        var steps = StepsAt(epochsDone, 0);
        return steps / StepsBetweenParameterChecks > (steps - _plan.StepsPerEpoch) / StepsBetweenParameterChecks;
    }

    /// <summary>Keeps the steps taken so far, then ends the training.</summary>
    private void StopIfCancelled(int epoch, int step)
    {
        if (!_cancellation.IsCancellationRequested)
            return;
        if (_store is not null && StepsAt(epoch, step) > _stepsSaved)
        {
            _active.ReadStates();
            Save(epoch, step);
        }

        _cancellation.ThrowIfCancellationRequested();
    }

    private void Save(int epochsDone, int stepsIntoEpoch)
    {
        _store!.Save(new TrainingCheckpoint(
            _fingerprint!,
            epochsDone,
            stepsIntoEpoch,
            _clock.TotalSeconds,
            [.. _tracks.Select(track => track.ToCheckpoint())]));
        _stepsSaved = StepsAt(epochsDone, stepsIntoEpoch);
        _savedAt = _time.GetTimestamp();
    }

    private bool IsCheckpointTime => _settings.CheckpointInterval is { } interval && _time.GetElapsedTime(_savedAt) >= interval;

    private long StepsAt(int epoch, int step) => (long)epoch * _plan.StepsPerEpoch + step;

    private void RequireResumable(TrainingCheckpoint saved)
    {
        _fingerprint!.RequireSame(saved.Fingerprint);
        if (saved.EpochsDone + (saved.StepsIntoEpoch > 0 ? 1 : 0) > _settings.Epochs)
            throw new ArgumentException($"epochs: expected at least the {saved.EpochsDone} epochs and {saved.StepsIntoEpoch} steps of the checkpoint, got {_settings.Epochs}");
        if (saved.Models.Count != _tracks.Length)
            throw new ArgumentException($"checkpoint: expected {_tracks.Length} models, got {saved.Models.Count}");
        if (saved.StepsIntoEpoch < 0 || saved.StepsIntoEpoch >= _plan.StepsPerEpoch)
            throw new ArgumentException($"checkpoint: expected 0 to {_plan.StepsPerEpoch - 1} steps into an epoch, got {saved.StepsIntoEpoch}");
        var steps = StepsAt(saved.EpochsDone, saved.StepsIntoEpoch);
        for (var model = 0; model < _tracks.Length; model++)
        {
            var (status, state) = (saved.Models[model].Status, saved.Models[model].State);
            if (state.Parameters.Shape != _tracks[model].State.Parameters.Shape)
                throw new ArgumentException($"checkpoint: model {model}: expected shape {_tracks[model].State.Parameters.Shape}, got {state.Parameters.Shape}");
            if (status == ModelStatus.Training && state.Steps != steps)
                throw new ArgumentException($"checkpoint: model {model}: expected {steps} steps, got {state.Steps}");
        }
    }

    private int EpochsOf(OptimizerState state) => (int)(state.Steps / _plan.StepsPerEpoch);

    private void Report(int epoch, int step, Dictionary<int, LossTerms>? terms = null)
    {
        if (_progress is null)
            return;
        var done = StepsAt(epoch, step);
        _progress.Report(new TrainingProgress(
            epoch + 1,
            _settings.Epochs,
            done,
            StepsTotal,
            _clock.Rate,
            _clock.TimeFor(StepsTotal - done),
            _active.Members.Count,
            terms));
    }
}
