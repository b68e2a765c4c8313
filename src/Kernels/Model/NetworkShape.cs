namespace RrrGpu.Kernels;

/// <summary>
/// The layer widths of a multilayer perceptron with two hidden ReLU layers and a softmax output
/// (Ross, Hughes and Doshi-Velez, IJCAI 2017, section 3).
/// </summary>
/// <param name="Inputs">D, the features of a row; at least 1.</param>
/// <param name="Hidden1">H1, the units of the first hidden layer; at least 1.</param>
/// <param name="Hidden2">H2, the units of the second hidden layer; at least 1.</param>
/// <param name="Classes">K, the classes; at least 2.</param>
public readonly record struct NetworkShape(int Inputs, int Hidden1, int Hidden2, int Classes)
{
    /// <summary>The number of trainable values: weights and biases of the three layers.</summary>
    public long ParameterCount =>
        ((long)Inputs + 1) * Hidden1 + ((long)Hidden1 + 1) * Hidden2 + ((long)Hidden2 + 1) * Classes;

    /// <summary>Returns this shape if every width is usable.</summary>
    /// <exception cref="ArgumentException">A width is below its minimum, or a weight matrix would exceed an array.</exception>
    public NetworkShape Validated()
    {
        Require(Inputs, 1, "inputs");
        Require(Hidden1, 1, "hidden layer 1");
        Require(Hidden2, 1, "hidden layer 2");
        Require(Classes, 2, "classes");
        if (ParameterCount > Array.MaxLength)
            throw new ArgumentException($"network shape {this} has {ParameterCount} parameters; at most {Array.MaxLength} fit");
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Inputs}-{Hidden1}-{Hidden2}-{Classes}";

    private static void Require(int width, int minimum, string what)
    {
        if (width < minimum)
            throw new ArgumentException($"network shape: expected at least {minimum} {what}, got {width}");
    }
}
