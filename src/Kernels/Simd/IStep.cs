namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Steps over a schedule as two phases of independent items: blocks of rows, then blocks of weights. Threads that share the work
/// each have a step of their own over the same workspaces.
/// </summary>
internal interface IStep
{
    /// <summary>Items of the second phase.</summary>
    int WeightItems { get; }

    /// <summary>Items of the first phase of the minibatch that was begun.</summary>
    int RowItems { get; }

    /// <summary>Items of the first phase of minibatch <paramref name="index"/>.</summary>
    int RowItemsOf(int index);

    /// <summary>Sets out the minibatch <paramref name="index"/>, <paramref name="taken"/> steps after this object was made.</summary>
    void Begin(int index, long taken);

    /// <summary>Forward to backward for one block of rows.</summary>
    void RunRows(int item);

    /// <summary>Gradient and step for one block of weights.</summary>
    void RunWeights(int item);

    /// <summary>Counts a step taken, once for all threads.</summary>
    void Count();
}
