using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// h of every entry of a tile of rows × features, and its products. Sums have the terms of listed entries in their order, and
/// zeros in between, so that a model's bits do not depend on how its annotation is held.
/// </summary>
internal static class DenseExplanation
{
    /// <summary>h·W1 of four rows and four units, a tile of features at a time. A thread beyond the layer's width does what its last one does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Weighted(
        ArrayView<Quad> pool,
        RowTile tile,
        DenseMarks marks,
        BatchDescriptor batch,
        int firstRowQuad,
        int norm,
        float lambda,
        QuadMatrix weights,
        int model,
        int rowQuad,
        int unit)
    {
        var v1 = new TransposedTile(RowTile.Layer1, tile.RowQuads, Quad.Count * tile.RowQuads);
        var w1 = TransposedTile.Of(tile.W1, tile.FeatureQuads, tile.Hidden1Quads);
        var h = TransposedTile.Of(tile.H, tile.RowQuads, tile.FeatureQuads);
        var lastUnit = IntrinsicMath.Min(unit, tile.Hidden1Quads - 1);
        var featureQuads = (marks.Features + Quad.Count - 1) / Quad.Count;
        Block sum = default;
        for (var first = 0; first < featureQuads; first += tile.FeatureQuads)
        {
            w1.Load(weights, model, first * Quad.Count, marks.Features, pool, tile.FeatureQuads);
            Group.Barrier();
            Derive(
                pool, v1, w1, h, tile.Hidden1Quads, tile.RowQuads, tile.FeatureQuads, marks, batch, firstRowQuad, first, norm, lambda);
            Group.Barrier();
            AddWeighted(ref sum, pool, h, rowQuad, w1, lastUnit, tile.FeatureQuads);
            Group.Barrier();
        }

        return sum;
    }

    /// <summary>g = v1·W1ᵀ, and h of it, into shared memory; each thread of the group does its share.</summary>
    /// <param name="pool">Shared memory.</param>
    /// <param name="v1">v1, by units.</param>
    /// <param name="weights">W1 of the tile's features, by units.</param>
    /// <param name="h">Where h goes, by features.</param>
    /// <param name="unitQuads">Quads of H1.</param>
    /// <param name="rowQuads">Row quads of the tile.</param>
    /// <param name="featureQuads">Feature quads of the tile.</param>
    /// <param name="marks">The annotation.</param>
    /// <param name="batch">The minibatch.</param>
    /// <param name="firstRowQuad">The tile's first row quad in it.</param>
    /// <param name="firstFeatureQuad">The tile's first feature quad.</param>
    /// <param name="norm">A <see cref="PenaltyNorm"/>.</param>
    /// <param name="lambda">λ₁, scaled.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Derive(
        ArrayView<Quad> pool,
        TransposedTile v1,
        TransposedTile weights,
        TransposedTile h,
        int unitQuads,
        int rowQuads,
        int featureQuads,
        DenseMarks marks,
        BatchDescriptor batch,
        int firstRowQuad,
        int firstFeatureQuad,
        int norm,
        float lambda)
    {
        for (var i = Group.IdxX; i < rowQuads * featureQuads; i += Group.DimX)
        {
            var (rowQuad, featureQuad) = (i % rowQuads, i / rowQuads);
            var mark = marks.Of(batch, firstRowQuad + rowQuad, firstFeatureQuad + featureQuad);
            var g = Gradient(pool, v1, rowQuad, weights, featureQuad, unitQuads);
            Block derivative = default;
            derivative.R0 = Derivative(norm, lambda, mark.R0, g.R0);
            derivative.R1 = Derivative(norm, lambda, mark.R1, g.R1);
            derivative.R2 = Derivative(norm, lambda, mark.R2, g.R2);
            derivative.R3 = Derivative(norm, lambda, mark.R3, g.R3);
            h.Put(pool, rowQuad, featureQuad, derivative);
        }
    }

    /// <summary>Adds h·W1 of the tile's features: four rows, four units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWeighted(ref Block sum, ArrayView<Quad> pool, TransposedTile h, int rowQuad, TransposedTile weights, int unitQuad, int featureQuads)
    {
        var (ofH, ofWeights) = (h.At(0, 0) + rowQuad, weights.At(unitQuad, 0));
        for (var featureQuad = 0; featureQuad < featureQuads; featureQuad++)
        {
            var left = h.Columns(pool, ofH);
            var right = weights.Columns(pool, ofWeights + featureQuad).Transposed;
            ofH += h.Step;
            sum.Add(left.R0, right.R0);
            sum.Add(left.R1, right.R1);
            sum.Add(left.R2, right.R2);
            sum.Add(left.R3, right.R3);
        }
    }

    /// <summary>Adds hᵀ·v1 of the tile's rows: four features, four units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOuter(ref Block sum, ArrayView<Quad> pool, TransposedTile h, int featureQuad, TransposedTile v1, int unitQuad, int rowQuads)
    {
        var (ofH, ofV1) = (h.At(featureQuad, 0), v1.At(unitQuad, 0));
        for (var rowQuad = 0; rowQuad < rowQuads; rowQuad++)
        {
            var left = h.Columns(pool, ofH + rowQuad).Transposed;
            var right = v1.Columns(pool, ofV1 + rowQuad).Transposed;
            sum.Add(left.R0, right.R0);
            sum.Add(left.R1, right.R1);
            sum.Add(left.R2, right.R2);
            sum.Add(left.R3, right.R3);
        }
    }

    /// <summary>g of four features in four rows, feature by feature: four sums, of the units of each lane, added as <see cref="Quad.Sum"/> adds them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block Gradient(ArrayView<Quad> pool, TransposedTile v1, int rowQuad, TransposedTile weights, int featureQuad, int unitQuads)
    {
        Block sum = default;
        for (var lane = 0; lane < Quad.Count; lane += 2)
        {
            var pair = OfLane(pool, v1, rowQuad, weights, featureQuad, unitQuads, lane);
            pair.Add(OfLane(pool, v1, rowQuad, weights, featureQuad, unitQuads, lane + 1));
            sum.Add(pair);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block OfLane(ArrayView<Quad> pool, TransposedTile v1, int rowQuad, TransposedTile weights, int featureQuad, int unitQuads, int lane)
    {
        Block sum = default;
        var (rows, features) = (v1.At(0, lane) + rowQuad, weights.At(0, lane) + featureQuad);
        for (var unitQuad = 0; unitQuad < unitQuads; unitQuad++)
            sum.Add(pool[features + unitQuad * weights.Step], pool[rows + unitQuad * v1.Step]);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Quad Derivative(int norm, float lambda, Quad mark, Quad gradient) => new(
        Derivative(norm, lambda, mark.X, gradient.X),
        Derivative(norm, lambda, mark.Y, gradient.Y),
        Derivative(norm, lambda, mark.Z, gradient.Z),
        Derivative(norm, lambda, mark.W, gradient.W));

    // h is zero where nothing is marked, even if the gradient there is not finite.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Derivative(int norm, float lambda, float mark, float gradient)
    {
        var derivative = Penalty.Derivative(norm, lambda, mark, gradient);
        return mark != 0f ? derivative : 0f;
    }
}
