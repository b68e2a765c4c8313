namespace RrrGpu.Kernels.Simd;

/// <summary>
/// A register of <see cref="Count"/> float32 lanes. Kernels are written once over this interface; the just-in-time compiler
/// specialises them for each implementation, so the calls below become single instructions.
/// </summary>
internal unsafe interface ILane<TSelf>
    where TSelf : unmanaged, ILane<TSelf>
{
    /// <summary>Lanes a register.</summary>
    static abstract int Count { get; }

    /// <summary>All lanes 0.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>Reads <see cref="Count"/> consecutive values.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Writes <see cref="Count"/> consecutive values.</summary>
    static abstract void Store(TSelf value, float* destination);

    /// <summary>All lanes <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>Reads half a register's values into either half.</summary>
    static abstract TSelf LoadTwice(float* source);

    /// <summary>Reads half a register's values from each place.</summary>
    static abstract TSelf LoadHalves(float* low, float* high);

    /// <summary>Writes each half to a place of its own, with as many zeros behind it.</summary>
    static abstract void StoreHalves(TSelf value, float* low, float* high);

    /// <summary>The low half of one and the high half of the other.</summary>
    static abstract TSelf Join(TSelf low, TSelf high);

    /// <summary>a·b + c, fused where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>
    /// sum += a·b, fused where the processor can. A sum that is given by reference stays in its register; assigned, it ends in a register of
    /// one of the factors at their last use and takes a move back, which the loops over entries would feel.
    /// </summary>
    static abstract void Accumulate(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>sum += a·b with b in memory, in one expression so that the load becomes the instruction's operand.</summary>
    static abstract void Accumulate(ref TSelf sum, TSelf a, float* b);

    /// <summary>a + b.</summary>
    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>a − b.</summary>
    static abstract TSelf Subtract(TSelf a, TSelf b);

    /// <summary>a · b.</summary>
    static abstract TSelf Multiply(TSelf a, TSelf b);

    /// <summary>a / b.</summary>
    static abstract TSelf Divide(TSelf a, TSelf b);

    /// <summary>√a.</summary>
    static abstract TSelf SquareRoot(TSelf a);

    /// <summary>eᵃ.</summary>
    static abstract TSelf Exp(TSelf a);

    /// <summary>|a|.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>The larger of a and b.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>b where a &gt; 0, else 0: the ReLU pattern of a applied to b.</summary>
    static abstract TSelf WherePositive(TSelf a, TSelf b);

    /// <summary>One bit a lane, lane 0 lowest: a &gt; b.</summary>
    static abstract uint GreaterThanBits(TSelf a, TSelf b);

    /// <summary>The sum of the lanes, always in the same order.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>Writes the sums of the lanes of four registers, always in the same order.</summary>
    static abstract void StoreSums(TSelf a, TSelf b, TSelf c, TSelf d, float* sums);

    /// <summary>The largest lane.</summary>
    static abstract float LargestOf(TSelf a);
}
