using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Tensor;

/// <summary>
/// What multiplies small matrices for a whole warp: A of 16 × 8 values and B of 8 × 8, each lane giving some of each and having some of the
/// sum. With g = lane / 4 and t = lane % 4, a lane gives A's (g, t), (g + 8, t), (g, t + 4) and (g + 8, t + 4), and B's (t, g) and (t + 4, g), and
/// has (g, 2t), (g, 2t + 1), (g + 8, 2t) and (g + 8, 2t + 1) of A·B.
/// </summary>
internal interface IMatrixUnit
{
    /// <summary>Adds the products of one A and four B, of each B what is low in its values first. All lanes of a warp call it together.</summary>
    /// <param name="sum">This lane's part of the four sums.</param>
    /// <param name="left">Its values of A, which TF32 must hold exactly.</param>
    /// <param name="near">Its first value of each B.</param>
    /// <param name="far">Its second value of each B.</param>
    void Add(ref UnitSum sum, Quad left, SplitQuad near, SplitQuad far);
}

/// <summary>A lane's part of four sums of 16 × 8 values.</summary>
internal struct UnitSum
{
    public Quad X;
    public Quad Y;
    public Quad Z;
    public Quad W;
}
