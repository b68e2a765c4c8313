using CsCheck;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>What a model's annotation marks.</summary>
public enum Marks
{
    /// <summary>There is no annotation.</summary>
    None,

    /// <summary>An annotation that marks nothing.</summary>
    Empty,

    /// <summary>About a fifth of the entries.</summary>
    Sparse,

    /// <summary>Everything.</summary>
    Full,

    /// <summary>About half of the entries, with weights.</summary>
    Weighted,

    /// <summary>Every model something else.</summary>
    Mixed,
}

/// <summary>The choices that a random problem is drawn from; all data follow from <paramref name="Seed"/>.</summary>
public sealed record ProblemChoice(
    NetworkShape Shape,
    int Rows,
    int Models,
    ObjectiveDefinition Objective,
    Marks Marks,
    bool Bytes,
    bool SharedSchedule,
    int BatchSize,
    int Batches,
    int Seed)
{
    private static readonly int[] TileEdges = [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65];

    /// <summary>Choices within an engine's limits; widths of 1 and around powers of two come up more often than by chance.</summary>
    public static Gen<ProblemChoice> Within(ProblemLimits limits) =>
        from inputs in Width(1, limits.Inputs)
        from hidden1 in Width(1, limits.Hidden1)
        from hidden2 in Width(1, limits.Hidden2)
        from classes in Width(2, limits.Classes)
        from rows in Width(1, limits.Rows)
        from models in Width(1, limits.Models)
        from explained in Gen.Enum<ExplainedScalar>()
        from norm in Gen.Enum<PenaltyNorm>()
        from reduction in Gen.Enum<Reduction>()
        from marks in Gen.Enum<Marks>()
        from flags in Gen.Int[0, 3]
        from batchSize in Width(1, limits.Rows)
        from batches in Gen.Int[1, 4]
        from seed in Gen.Int[0, 1_000_000]
        select new ProblemChoice(
            new NetworkShape(inputs, hidden1, hidden2, classes),
            rows,
            models,
            new ObjectiveDefinition(explained, ObjectiveDefinition.NeedsClass(explained) ? seed % classes : null, norm, reduction),
            marks,
            (flags & 1) != 0,
            (flags & 2) != 0,
            batchSize,
            batches,
            seed);

    private static Gen<int> Width(int minimum, int maximum)
    {
        int[] edges = [minimum, maximum, .. TileEdges.Where(width => width >= minimum && width <= maximum)];
        return Gen.OneOf(Gen.Int[minimum, maximum], Gen.Int[minimum, maximum], Gen.Int[0, edges.Length - 1].Select(i => edges[i]));
    }
}
