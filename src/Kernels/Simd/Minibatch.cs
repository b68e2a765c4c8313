namespace RrrGpu.Kernels.Simd;

/// <summary>A minibatch as the weight pass sees it.</summary>
internal readonly unsafe struct Minibatch(
    int index, int rows, InputColumns inputs, AnnotationColumns? marks, AdamUpdate adam, float* gradient, bool isDense = false)
{
    /// <summary>Its place in the schedule.</summary>
    public readonly int Index = index;

    /// <summary>Its rows.</summary>
    public readonly int Rows = rows;

    /// <summary>Its non-zero inputs.</summary>
    public readonly InputColumns Inputs = inputs;

    /// <summary>Its marked entries; null without a right-reasons term.</summary>
    public readonly AnnotationColumns? Marks = marks;

    /// <summary>Whether h covers every feature of every row, rather than marked entries.</summary>
    public readonly bool IsDense = isDense;

    /// <summary>Whether there is a double backward pass, whose products belong to the gradients.</summary>
    public readonly bool HasDoubleBackward = isDense || marks is not null;

    /// <summary>The step to take.</summary>
    public readonly AdamUpdate Adam = adam;

    /// <summary>Where gradients go instead of into a step; null takes the step.</summary>
    public readonly float* Gradient = gradient;
}
