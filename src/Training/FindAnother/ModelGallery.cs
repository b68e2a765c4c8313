using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// The models found so far and how each explains itself: their masks on the training rows, one bit an entry, and an explainer each.
/// </summary>
internal sealed class ModelGallery(IEngine engine, DataSet data, FindAnotherSettings settings) : IDisposable
{
    private readonly Chance _chance = Chance.Of(data.Train);
    private readonly List<FoundModel> _models = [];
    private readonly List<FeatureMasks> _masks = [];
    private readonly List<Explainer> _explainers = [];

    /// <summary>The models, the first found first.</summary>
    public IReadOnlyList<FoundModel> Models => _models;

    /// <summary>Measures a model against those before it and takes it in.</summary>
    public FoundModel Admit(TrainingResult result, int index, int iteration)
    {
        var trained = result.Models[index];
        var earlierExplainers = _explainers.ToArray();
        var masks = Explain(trained.State.Parameters, result.Scale);
        double[] overlaps = [.. _masks.SkipLast(1).Select(masks.Overlap)];
        var model = new FoundModel(
            iteration,
            trained.Run.Seed,
            trained.Run.Lambda1,
            trained.Train.Accuracy,
            trained.Test.Accuracy,
            trained.Train.CrossEntropy,
            trained.Train.RightReasons,
            trained.Run.Annotation?.Fraction ?? 0,
            masks.Fraction,
            overlaps,
            GradientCosine.Means(_explainers[^1], earlierExplainers, data.Test),
            false,
            result.Scale,
            trained.State.Parameters)
        { TrainSeconds = result.TrainSeconds };
        return Add(model);
    }

    /// <summary>Takes in a model that was measured when it was found; whether it is diverse is decided anew.</summary>
    public void Readmit(FoundModel model)
    {
        Explain(model.Parameters, model.Scale);
        Add(model);
    }

    /// <summary>Adds the last model's masks to what is forbidden.</summary>
    public FeatureMasks AddLastMasksTo(FeatureMasks? forbidden)
    {
        forbidden ??= new FeatureMasks(data.Train.Count, data.Train.Inputs.Columns);
        forbidden.UnionWith(_masks[^1]);
        return forbidden;
    }

    /// <summary>Ranks what the diverse models disagree on, and hands over.</summary>
    public FindAnotherResult Close(FindAnotherStop stop, string reason)
    {
        var diverse = _models.Index()
            .Where(static entry => entry.Item.IsDiverse)
            .Select(entry => new Predictions(_explainers[entry.Index].Logits(data.Test), data.Test.Classes))
            .ToArray();
        return new FindAnotherResult(_models, stop, reason, Disagreement.Rank(diverse, data.Test.Labels));
    }

    public void Dispose()
    {
        foreach (var explainer in _explainers)
            explainer.Dispose();
    }

    private FeatureMasks Explain(NetworkParameters parameters, InputScale scale)
    {
        var explainer = new Explainer(engine, parameters, scale);
        _explainers.Add(explainer);
        var masks = explainer.Masks(data.Train, settings.Cutoff);
        _masks.Add(masks);
        return masks;
    }

    // The best of all may be the last, and then those before it may no longer count as accurate.
    private FoundModel Add(FoundModel model)
    {
        _models.Add(model);
        var best = _models.Max(static each => each.TrainAccuracy);
        for (var i = 0; i < _models.Count; i++)
            _models[i] = _models[i] with { IsDiverse = IsAccurate(_models[i].TrainAccuracy, best) && IsUnlikeDiverseBefore(i) };
        return _models[^1];
    }

    private bool IsAccurate(double accuracy, double best) =>
        _chance.IsClearlyBelow(accuracy) && _chance.Lost(best, accuracy) < settings.DiverseFall;

    private bool IsUnlikeDiverseBefore(int index) =>
        _models.Take(index).Index().All(before => !before.Item.IsDiverse || _models[index].Overlaps[before.Index] < settings.DiverseOverlap);
}
