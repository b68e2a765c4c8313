namespace RrrGpu.Bench.Passes;

/// <summary>
/// The B × D × H1 products that a benchmark's operation stands for, by which entries of their B × D matrix matter.
/// They are nearly all of its arithmetic; the smaller layers are not counted.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Layer1ProductsAttribute : Attribute
{
    /// <summary>Products with every entry: v1·W1ᵀ where all of a gradient is wanted.</summary>
    public int Dense { get; init; }

    /// <summary>Products with the inputs' non-zero entries: x·W1 and xᵀδ1.</summary>
    public int OverInputs { get; init; }

    /// <summary>Products with the annotation's marked entries: v1·W1ᵀ, h·W1 and hᵀv1.</summary>
    public int OverMarks { get; init; }

    /// <summary>Rows of an operation.</summary>
    public int Rows { get; init; } = DecoyWorkload.BatchSize;
}
