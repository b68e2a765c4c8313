namespace RrrGpu.Training;

/// <summary>What is done to inputs before a network sees them. λ₁ has its published meaning with <see cref="Raw"/> only.</summary>
public enum InputScaling
{
    /// <summary>Nothing: the reference protocol.</summary>
    Raw,

    /// <summary>One divisor for all features: 255 for bytes, otherwise the largest |value| of the training rows.</summary>
    Unit,

    /// <summary>Every feature less its mean, divided by its standard deviation, both of the training rows.</summary>
    Standard,
}
