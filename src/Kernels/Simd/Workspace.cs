namespace RrrGpu.Kernels.Simd;

/// <summary>
/// What the row pass leaves for the weight pass, a padded row for each slot, named as in the equations.
/// </summary>
internal sealed unsafe class Workspace
{
    private readonly AlignedArray<float> _memory;
    private AlignedArray<float> _entries = new(0);

    public Workspace(PaddedLayout layout, int slots)
    {
        Slots = slots;
        long wide = (long)slots * layout.Hidden1, middle = (long)slots * layout.Hidden2, narrow = (long)slots * layout.Classes;
        _memory = new(4 * wide + 4 * middle + 5 * narrow);
        var next = _memory.Pointer;
        A1 = Take(ref next, wide);
        V1 = Take(ref next, wide);
        U1 = Take(ref next, wide);
        Delta1 = Take(ref next, wide);
        A2 = Take(ref next, middle);
        V2 = Take(ref next, middle);
        U2 = Take(ref next, middle);
        Delta2 = Take(ref next, middle);
        Z = Take(ref next, narrow);
        P = Take(ref next, narrow);
        C = Take(ref next, narrow);
        U = Take(ref next, narrow);
        Delta = Take(ref next, narrow);
    }

    public int Slots { get; }

    public float* A1 { get; }

    public float* A2 { get; }

    public float* Z { get; }

    public float* P { get; }

    public float* C { get; }

    public float* V2 { get; }

    public float* V1 { get; }

    public float* U1 { get; }

    public float* U2 { get; }

    public float* U { get; }

    public float* Delta { get; }

    public float* Delta2 { get; }

    public float* Delta1 { get; }

    /// <summary>
    /// h of each marked entry of the minibatch, where <see cref="AnnotationColumns.Positions"/> puts it; of every feature, a padded
    /// row for each slot, where models are coupled.
    /// </summary>
    public float* H => _entries.Pointer;

    /// <summary>Makes room for <paramref name="entries"/> values of h.</summary>
    public void EnsureEntries(long entries)
    {
        if (_entries.Length < entries)
            _entries = new(entries);
    }

    private static float* Take(ref float* next, long length)
    {
        var start = next;
        next += length;
        return start;
    }
}
