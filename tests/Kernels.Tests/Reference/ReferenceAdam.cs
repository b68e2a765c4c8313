namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>Adam in float64 (Kingma and Ba 2015, algorithm 1).</summary>
public sealed class ReferenceAdam(NetworkShape shape, double beta1, double beta2, double epsilon, double learningRate)
{
    /// <summary>m, the running mean of the gradient.</summary>
    public ReferenceParameters FirstMoment { get; private set; } = new(shape);

    /// <summary>v, the running mean of the squared gradient.</summary>
    public ReferenceParameters SecondMoment { get; private set; } = new(shape);

    /// <summary>t, the steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Goes on from given moments.</summary>
    public void Resume(ReferenceParameters firstMoment, ReferenceParameters secondMoment, long steps) =>
        (FirstMoment, SecondMoment, Steps) = (firstMoment, secondMoment, steps);

    /// <summary>The parameters after a step with <paramref name="gradient"/>.</summary>
    public ReferenceParameters Step(ReferenceParameters parameters, ReferenceParameters gradient)
    {
        Steps++;
        FirstMoment = ReferenceParameters.Map(FirstMoment, gradient, (m, g) => beta1 * m + (1 - beta1) * g);
        SecondMoment = ReferenceParameters.Map(SecondMoment, gradient, (v, g) => beta2 * v + (1 - beta2) * g * g);
        var (scale1, scale2) = (1 / (1 - Math.Pow(beta1, Steps)), 1 / (1 - Math.Pow(beta2, Steps)));
        var direction = ReferenceParameters.Map(FirstMoment, SecondMoment, (m, v) => m * scale1 / (Math.Sqrt(v * scale2) + epsilon));
        return ReferenceParameters.Map(parameters, direction, (theta, d) => theta - learningRate * d);
    }
}
