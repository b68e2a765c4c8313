namespace RrrGpu.Kernels.Simd;

/// <summary>A step of Adam on some rows of parameters.</summary>
/// <param name="adam">The step.</param>
/// <param name="theta">The first row of θ.</param>
/// <param name="first">The first row of m.</param>
/// <param name="second">The first row of v.</param>
internal readonly unsafe struct RowStep(AdamUpdate adam, float* theta, float* first, float* second)
{
    public AdamUpdate Adam { get; } = adam;

    public float* Theta { get; } = theta;

    public float* First { get; } = first;

    public float* Second { get; } = second;

    /// <summary>The same step from column <paramref name="offset"/> on.</summary>
    public RowStep From(nint offset) => new(Adam, Theta + offset, First + offset, Second + offset);
}
