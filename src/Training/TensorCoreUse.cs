namespace RrrGpu.Training;

/// <summary>What a training leaves to tensor cores, where its device was asked for them.</summary>
public static class TensorCoreUse
{
    /// <summary>
    /// Why every product stays in float32; null where those of the first layer do not, unless inputs are nearly all zero or layers too wide
    /// for a group's shared memory, which the device finds out.
    /// </summary>
    /// <param name="data">The rows.</param>
    /// <param name="settings">How models are trained on them, several together where they ask for a penalty on what those have in common.</param>
    public static string? WhyNone(DataSet data, TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        if (data.Train.Inputs.Bytes is null)
            return "inputs are not bytes";
        if (settings.Scaling is not InputScaling.Raw)
            return "scaled inputs are not bytes";
        return settings.Objective.Similarity is { Weight: > 0 } ? "models are trained together, with a penalty on what they have in common" : null;
    }
}
