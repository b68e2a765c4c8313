namespace RrrGpu.Training;

/// <summary>
/// A text as the set of its words: a neighbour lacks some of them, every number of missing words being equally likely. Distances are
/// 100 times the cosine distance, the kernel's width 25.
/// </summary>
public sealed class RemovedWords : ILimeRepresentation
{
    private readonly Action<ReadOnlySpan<bool>, Span<float>> _vectorize;
    private readonly int[] _order;
    private readonly bool[] _kept;

    /// <summary>Explains a text.</summary>
    /// <param name="words">How many distinct words it has; at least 1.</param>
    /// <param name="inputs">D, the features of the network's input; at least 1.</param>
    /// <param name="vectorize">Writes the input of the text with the words that are kept.</param>
    /// <exception cref="ArgumentException">There are no words, or no features.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="vectorize"/> is null.</exception>
    public RemovedWords(int words, int inputs, Action<ReadOnlySpan<bool>, Span<float>> vectorize)
    {
        if (words < 1)
            throw new ArgumentException($"text: expected at least one word, got {words}");
        if (inputs < 1)
            throw new ArgumentException($"inputs: expected at least one feature, got {inputs}");
        ArgumentNullException.ThrowIfNull(vectorize);
        Inputs = inputs;
        _vectorize = vectorize;
        _order = new int[words];
        ResetOrder();
        _kept = new bool[words];
    }

    /// <inheritdoc/>
    public int Features => _order.Length;

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public double KernelWidth => 25;

    /// <inheritdoc/>
    public void Original(Span<double> interpretable, Span<float> input)
    {
        // Neighbours drawn from here on are those of the first time.
        ResetOrder();
        interpretable.Fill(1);
        _kept.AsSpan().Fill(true);
        _vectorize(_kept, input);
    }

    /// <inheritdoc/>
    public void Draw(RandomSource random, Span<double> interpretable, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(random);
        interpretable.Fill(1);
        _kept.AsSpan().Fill(true);
        var missing = 1 + random.NextBelow(_order.Length);
        for (var i = 0; i < missing; i++)
        {
            // The first entries of a shuffle that stops early.
            var other = i + random.NextBelow(_order.Length - i);
            (_order[i], _order[other]) = (_order[other], _order[i]);
            _kept[_order[i]] = false;
            interpretable[_order[i]] = 0;
        }

        _vectorize(_kept, input);
    }

    /// <inheritdoc/>
    public double Distance(ReadOnlySpan<double> original, ReadOnlySpan<double> neighbour) => 100 * LimeDistance.Cosine(original, neighbour);

    private void ResetOrder()
    {
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
    }
}
