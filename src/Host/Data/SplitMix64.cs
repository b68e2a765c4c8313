namespace RrrGpu.Host.Data;

/// <summary>
/// The generator behind generated data sets: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014). It is written out here because a data set must not change with the runtime's own generator.
/// </summary>
/// <remarks>
/// The state advances by 0x9E3779B97F4A7C15 a draw, and a draw is the state mixed by two multiplications. Stream s of seed n
/// begins at mix(mix(n) + s): streams of one seed, and equal streams of neighbouring seeds, have nothing in common that shows.
/// </remarks>
internal struct SplitMix64
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>Begins a stream of a seed.</summary>
    public SplitMix64(long seed, uint stream) => _state = Mix(Mix(unchecked((ulong)seed)) + stream);

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += Step);

    /// <summary>
    /// The next whole number from 0 to <paramref name="bound"/> − 1: the upper half of the 128-bit product of 64 random bits
    /// and the bound, whose bias, below bound / 2⁶⁴, no data set can show.
    /// </summary>
    public int NextBelow(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
