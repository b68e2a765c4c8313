using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>One model on its way through a training: its last known state, its best epoch, and whether it goes on.</summary>
internal sealed class ModelTrack
{
    private readonly EarlyStop? _earlyStop;

    public ModelTrack(ModelRun run, OptimizerState initial, EarlyStop? earlyStop)
    {
        Run = run;
        State = initial;
        _earlyStop = earlyStop;
    }

    public ModelRun Run { get; }

    /// <summary>The state when it was last read from the ensemble.</summary>
    public OptimizerState State { get; set; }

    public BestEpoch? Best { get; private set; }

    public ModelStatus Status { get; private set; }

    public string? Failure { get; private set; }

    /// <summary>The state that training hands over: a model that diverged keeps what it ended with.</summary>
    public OptimizerState Result => Best is null || Status == ModelStatus.Diverged ? State : Best.State;

    /// <summary>Takes up what a checkpoint holds.</summary>
    public void Restore(ModelCheckpoint saved) =>
        (Status, Failure, State, Best) = (saved.Status, saved.Failure, saved.State, saved.Best);

    public ModelCheckpoint ToCheckpoint() => new(Status, Failure, State, Best);

    /// <summary>Ends the model where a parameter is not finite. NaN never leaves a network again, so a late look misses nothing.</summary>
    public void CheckParameters(int epochsDone)
    {
        if (!State.Parameters.AllFinite())
            Fail($"parameters are not finite after epoch {epochsDone}");
    }

    /// <summary>Ends the model where its final loss on the training rows is not finite.</summary>
    public void CheckTrainingLoss(in LossTerms terms)
    {
        if (!double.IsFinite(terms.Total))
            Fail("the loss on the training rows is not finite after the last step");
    }

    /// <summary>Weighs the validation terms after an epoch (counted from 1): a new best, patience, or the end.</summary>
    /// <param name="epochsDone">Epochs done.</param>
    /// <param name="terms">Terms summed over the validation rows.</param>
    /// <param name="loss">The same combined as in training.</param>
    public void Observe(int epochsDone, in LossTerms terms, double loss)
    {
        if (!double.IsFinite(loss))
            Fail($"the loss on the validation rows is not finite after epoch {epochsDone}");
        if (_earlyStop is null || Status != ModelStatus.Training)
            return;
        var accuracy = _earlyStop.Measure == EarlyStopMeasure.Accuracy;
        var value = accuracy ? terms.Accuracy : loss;
        var gain = Best is null ? double.PositiveInfinity : accuracy ? value - Best.Value : Best.Value - value;
        if (gain > _earlyStop.MinimumGain)
            Best = new BestEpoch(epochsDone, value, State);
        else if (epochsDone - Best!.Epoch >= _earlyStop.Patience)
            Status = ModelStatus.Stopped;
    }

    /// <summary>Ends the model because one that it trains with has ended.</summary>
    public void EndWith(int other, string reason) =>
        Fail($"trains as one with model {other}, which ended: {reason}");

    private void Fail(string reason)
    {
        if (Status == ModelStatus.Diverged)
            return;
        Status = ModelStatus.Diverged;
        Failure = reason;
    }
}
