namespace RrrGpu.Bench.KernelTimes;

/// <summary>
/// What a kernel must do in a step, whoever wrote it: operations of its products, two a multiply-add and no padding, and the bytes of each
/// matrix it reads or writes, once. What a kernel does beyond that counts against it.
/// </summary>
/// <param name="Operations">Of all its launches in a step.</param>
/// <param name="Bytes">Likewise.</param>
internal sealed record KernelWork(double Operations, double Bytes)
{
    private delegate KernelWork Count(StepSize size, int launches);

    /// <summary>By what the name of a pass begins with or holds; of several, the longest counts.</summary>
    private static readonly Dictionary<string, Count> Known = new()
    {
        ["Layer1Forward"] = static (s, _) => Layer1(s, s.Rows * (double)s.Shape.Inputs, Inputs(s), s.Models * (W1(s) + A1(s))),
        ["SparseLayer1Forward"] = static (s, _) => Layer1(s, s.NonZeros, 2 * sizeof(float) * s.NonZeros, s.Models * (W1(s) + A1(s))),
        // xᵀδ1 and hᵀv1, and W1 read for its decay.
        ["Layer1WeightGradient"] = static (s, _) => Layer1(s, s.Rows * (double)s.Shape.Inputs + s.Marked, Inputs(s), s.Models * (2 * W1(s) + 2 * A1(s) + s.Marked)),
        ["Layer1WeightGradient<SparseTiles>"] = static (s, _) => Layer1(s, s.NonZeros + s.Marked, 2 * sizeof(float) * s.NonZeros, s.Models * (2 * W1(s) + 2 * A1(s) + s.Marked)),
        ["AnnotatedInputGradient"] = static (s, _) => Layer1(s, s.Marked, 0, s.Models * (W1(s) + A1(s) + s.Marked)),
        ["AnnotatedForward"] = static (s, _) => Layer1(s, s.Marked, 0, s.Models * (W1(s) + 2 * A1(s) + s.Marked)),
        // Two launches are one product with W2 and one with W3, each gated or rectified by a matrix like its result.
        ["DenseForward"] = static (s, launches) => Upper(s, launches / 2.0),
        ["DenseBackward"] = static (s, launches) => Upper(s, launches / 2.0),
        // a1ᵀδ2 + u1ᵀv2 and a2ᵀδ + u2ᵀc.
        ["DenseWeightGradient"] = static (s, launches) => Upper(s, launches),
        // The same with Adam's step at the end of each sum; what it does to biases is too little to count.
        ["Layer1WeightUpdate"] = static (s, _) => Layer1(s, s.Rows * (double)s.Shape.Inputs, Inputs(s), s.Models * (StateAccesses * W1(s) + A1(s)))
            .Plus(AdamOperations * s.Models * W1(s)),
        // hᵀv1; of how many features depends on where the entries are, and is too little to count.
        ["ListedExplanationGradient"] = static (s, _) => Layer1(s, s.Marked, 0, s.Models * (A1(s) + s.Marked)),
        ["HiddenWeightUpdate"] = static (s, _) => Upper(s, 2).Plus(AdamOperations * s.Models * Upper(s), (StateAccesses - 2) * sizeof(float) * s.Models * Upper(s)),
        // Forward, backward, v and u through both small layers, and g and u1 at the marked entries; or forward and backward.
        ["HiddenLayers<"] = static (s, _) => Upper(s, 4).Plus(2 * 2 * s.Models * s.Marked * s.Shape.Hidden1, sizeof(float) * s.Models * W1(s)),
        ["WithoutRightReasons"] = static (s, _) => Upper(s, 2),
        ["Adam"] = static (s, _) => new(AdamOperations * s.Models * (double)s.Shape.ParameterCount, AdamAccesses * sizeof(float) * s.Models * (double)s.Shape.ParameterCount),
    };

    private const double AdamOperations = 11;

    // θ, m, v and the gradient are read; θ, m and v are written.
    private const double AdamAccesses = 7;

    // The same where the gradient is never in memory.
    private const double StateAccesses = 6;

    /// <summary>What a kernel must do; null where that is not known.</summary>
    /// <param name="kernel">Its name.</param>
    /// <param name="launches">How often a step launches it.</param>
    /// <param name="size">The step.</param>
    public static KernelWork? Of(string kernel, int launches, StepSize size) =>
        Known.Where(known => kernel.Contains(known.Key, StringComparison.Ordinal)).OrderByDescending(static known => known.Key.Length).FirstOrDefault().Value?.Invoke(size, launches);

    private KernelWork Plus(double operations, double bytes = 0) => new(Operations + operations, Bytes + bytes);

    private static KernelWork Layer1(StepSize s, double entries, double sharedBytes, double floats) =>
        new(2 * s.Models * entries * s.Shape.Hidden1, sharedBytes + sizeof(float) * floats);

    private static KernelWork Upper(StepSize s, double pairs)
    {
        var weights = Upper(s);
        double units = s.Shape.Hidden1 + 2 * s.Shape.Hidden2 + s.Shape.Classes;
        return new(pairs * 2 * s.Models * s.Rows * weights, pairs * sizeof(float) * s.Models * (weights + s.Rows * units));
    }

    /// <summary>Weights of W2 and W3.</summary>
    private static double Upper(StepSize s) => s.Shape.Hidden1 * s.Shape.Hidden2 + s.Shape.Hidden2 * s.Shape.Classes;

    private static double Inputs(StepSize s) => s.InputBytes * s.Rows * (double)s.Shape.Inputs;

    private static double W1(StepSize s) => (s.Shape.Inputs + 1.0) * s.Shape.Hidden1;

    private static double A1(StepSize s) => (double)s.Rows * s.Shape.Hidden1;
}
