namespace RrrGpu.Training;

/// <summary>
/// How LIME sees one row: d′ interpretable features of it, and how to make neighbours of the row by changing them.
/// </summary>
public interface ILimeRepresentation
{
    /// <summary>d′.</summary>
    int Features { get; }

    /// <summary>D, the features of the network's input.</summary>
    int Inputs { get; }

    /// <summary>The width σ of the kernel √exp(−distance²/σ²) that weighs neighbours.</summary>
    double KernelWidth { get; }

    /// <summary>Writes the explained row itself.</summary>
    /// <param name="interpretable">d′ values for the linear model.</param>
    /// <param name="input">D values for the network.</param>
    void Original(Span<double> interpretable, Span<float> input);

    /// <summary>Draws a neighbour.</summary>
    /// <param name="random">The source of chance.</param>
    /// <param name="interpretable">d′ values for the linear model.</param>
    /// <param name="input">D values for the network.</param>
    void Draw(RandomSource random, Span<double> interpretable, Span<float> input);

    /// <summary>The distance of a neighbour from the explained row, both in interpretable features.</summary>
    double Distance(ReadOnlySpan<double> original, ReadOnlySpan<double> neighbour);
}
