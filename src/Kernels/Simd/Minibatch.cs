namespace RrrGpu.Kernels.Simd;

/// <summary>A minibatch as the weight pass sees it.</summary>
internal readonly unsafe struct Minibatch(
    int index, int rows, InputColumns inputs, AnnotationColumns? marks, AdamUpdate adam, float* gradient)
{
    /// <summary>Its place in the schedule.</summary>
    public readonly int Index = index;

    /// <summary>Its rows.</summary>
    public readonly int Rows = rows;

    /// <summary>Its non-zero inputs.</summary>
    public readonly InputColumns Inputs = inputs;

    /// <summary>Its marked entries; null without a right-reasons term.</summary>
    public readonly AnnotationColumns? Marks = marks;

    /// <summary>The step to take.</summary>
    public readonly AdamUpdate Adam = adam;

    /// <summary>Where gradients go instead of into a step; null takes the step.</summary>
    public readonly float* Gradient = gradient;
}
