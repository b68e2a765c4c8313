namespace RrrGpu.Kernels;

/// <summary>Everything that one model's training carries from a step to the next: enough to resume bit for bit.</summary>
/// <param name="Parameters">θ.</param>
/// <param name="FirstMoment">Adam's running mean of the gradient, m.</param>
/// <param name="SecondMoment">Adam's running mean of the squared gradient, v.</param>
/// <param name="Steps">Adam's t: steps done so far, which is what its bias correction depends on.</param>
public sealed record OptimizerState(
    NetworkParameters Parameters,
    NetworkParameters FirstMoment,
    NetworkParameters SecondMoment,
    long Steps)
{
    /// <summary>The state before the first step: zero moments.</summary>
    public static OptimizerState Initial(NetworkParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new(parameters, new NetworkParameters(parameters.Shape), new NetworkParameters(parameters.Shape), 0);
    }
}
