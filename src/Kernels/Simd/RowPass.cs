using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Everything that is independent from row to row: forward, input gradient at the marked entries, double backward and
/// backward, for a few rows at a time so that they stay in the first-level cache.
/// </summary>
internal sealed unsafe class RowPass<TLane>(SimdModel model, Workspace work, LaneConstants constants, SimdRowSet rows, InputTiles? tiles, SparseRows? sparse)
    where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Rows a block where memory or threads call for small ones.</summary>
    public const int BlockRows = 8;

    /// <summary>
    /// Rows a block where a minibatch has enough for every thread: rows of W1 that a block of features picks are then used more often
    /// while they are in the first-level cache. No bit depends on it.
    /// </summary>
    public const int LargeBlockRows = 32;

    private readonly PaddedLayout _layout = model.Layout;
    private readonly NetworkShape _shape = model.Layout.Shape;
    private AlignedArray<float> _h = new(0);
    private AlignedArray<int> _features = new(0);
    private AlignedArray<float> _values = new(0);

    /// <summary>z1 = x·W1 + b1, a1 = z1∘D1, z2 = a1·W2 + b2, a2 = z2∘D2, z = a2·W3 + b3, p = softmax(z).</summary>
    public void Forward(int slot, ReadOnlySpan<int> batchRows)
    {
        FirstLayer(slot, batchRows);
        UpperLayers(slot, batchRows.Length);
    }

    /// <summary>z1 = x·W1 + b1.</summary>
    public void FirstLayer(int slot, ReadOnlySpan<int> batchRows)
    {
        var theta = model.Theta;
        var a1 = work.A1 + slot * (nint)_layout.Hidden1;
        if (tiles is not null && tiles.Hold(batchRows, out var firstTile))
        {
            tiles.Multiply<TLane>(firstTile, batchRows.Length, theta + _layout.B1, theta + _layout.W1, _layout.Hidden1, a1, _layout.Hidden1Registers);
            return;
        }

        if (tiles is not null && batchRows.Length > tiles.TileRows)
        {
            // Not all of them are tiles; some may be.
            for (var i = 0; i < batchRows.Length; i += tiles.TileRows)
                FirstLayer(slot + i, batchRows[i..Math.Min(i + tiles.TileRows, batchRows.Length)]);
            return;
        }

        for (var i = 0; i < batchRows.Length; i++)
        {
            var features = Entries(batchRows[i], out var values, out var count);
            WeightedRowSum.Compute<TLane>(
                theta + _layout.B1, features, values, count, theta + _layout.W1, _layout.Hidden1, a1 + i * (nint)_layout.Hidden1, _layout.Hidden1Registers);
        }
    }

    /// <summary>a1 = z1∘D1, z2 = a1·W2 + b2, a2 = z2∘D2, z = a2·W3 + b3, p = softmax(z).</summary>
    public void UpperLayers(int slot, int count)
    {
        var theta = model.Theta;
        var a1 = work.A1 + slot * (nint)_layout.Hidden1;
        Elementwise.Relu<TLane>(a1, count * (nint)_layout.Hidden1);
        var a2 = work.A2 + slot * (nint)_layout.Hidden2;
        DenseProduct.Compute<TLane>(
            a1, _layout.Hidden1, 1, _shape.Hidden1, theta + _layout.W2, _layout.Hidden2, theta + _layout.B2, 0, a2, _layout.Hidden2, count, _layout.Hidden2Registers);
        Elementwise.Relu<TLane>(a2, count * (nint)_layout.Hidden2);
        var z = work.Z + slot * (nint)_layout.Classes;
        DenseProduct.Compute<TLane>(
            a2, _layout.Hidden2, 1, _shape.Hidden2, theta + _layout.W3, _layout.Classes, theta + _layout.B3, 0, z, _layout.Classes, count, _layout.ClassRegisters);
        for (var i = 0; i < count; i++)
            ClassRow<TLane>.Softmax(z + i * (nint)_layout.Classes, constants.ClassPadding, _layout.Classes, work.P + (slot + i) * (nint)_layout.Classes);
    }

    /// <summary>v2 = (c·W3ᵀ)∘D2, v1 = (v2·W2ᵀ)∘D1, from the c in the workspace.</summary>
    public void GradientPath(int slot, int count)
    {
        var v2 = work.V2 + slot * (nint)_layout.Hidden2;
        BackThroughW3(work.C + slot * (nint)_layout.Classes, v2, slot, count);
        BackThroughW2(v2, work.V1 + slot * (nint)_layout.Hidden1, slot, count);
    }

    /// <summary>Writes c of <paramref name="head"/> for each row.</summary>
    public void Seed(int slot, ReadOnlySpan<int> batchRows, in ExplainedHead head)
    {
        for (var i = 0; i < batchRows.Length; i++)
        {
            var at = (slot + i) * (nint)_layout.Classes;
            head.Seed<TLane>(work.P + at, rows.Rows.Labels[batchRows[i]], constants, _layout.Classes, work.C + at);
        }
    }

    /// <summary>Writes the scale-free c of <c>prob-max</c> for each row.</summary>
    public void SeedMasks(int slot, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var at = (slot + i) * (nint)_layout.Classes;
            ExplainedHead.SeedMask(work.Z + at, _shape.Classes, work.C + at);
        }
    }

    /// <summary>g_d = v1·W1[d] at the marked entries d of a row.</summary>
    public void GradientAt(int slot, ReadOnlySpan<int> features, float* gradient) => PickedDots.Compute<TLane>(
        work.V1 + slot * (nint)_layout.Hidden1, features, model.Theta + _layout.W1, _layout.Hidden1, _layout.Hidden1Registers, gradient);

    /// <summary>g = v1·W1ᵀ in full, from W1 transposed.</summary>
    public void GradientInFull(int slot, int count, float* w1Transposed, float* gradient) =>
        DenseProduct.Compute<TLane>(
            work.V1 + slot * (nint)_layout.Hidden1, _layout.Hidden1, 1, _shape.Hidden1, w1Transposed, _layout.Inputs, constants.Zeros, 0, gradient, _layout.Inputs, count, _layout.Inputs / TLane.Count);

    /// <summary>
    /// h = ∂R/∂g at the marked entries, u1 = (h·W1)∘D1, u2 = (u1·W2)∘D2, u = u2·W3, δ += H_s·u.
    /// </summary>
    public void DoubleBackward(int slot, ReadOnlySpan<int> batchRows, AnnotationColumns marks, int batch, Annotation annotation, in Penalty penalty, in ExplainedHead head)
    {
        var u1 = work.U1 + slot * (nint)_layout.Hidden1;
        if (_h.Length < annotation.MaxPerRow)
            _h = new(annotation.MaxPerRow);
        for (var i = 0; i < batchRows.Length; i++)
        {
            var features = annotation.RowFeatures(batchRows[i]);
            GradientAt(slot + i, features, _h.Pointer);
            penalty.Differentiate(annotation, batchRows[i], _h.Pointer);
            fixed (int* index = features)
            {
                WeightedRowSum.Compute<TLane>(
                    constants.Zeros, index, _h.Pointer, features.Length, model.Theta + _layout.W1, _layout.Hidden1, u1 + i * (nint)_layout.Hidden1, _layout.Hidden1Registers);
            }

            Scatter(new(_h.Pointer, features.Length), marks.Positions(batch, slot + i), work.H);
        }

        DoubleBackwardFromU1(slot, batchRows, head);
    }

    /// <summary>The same from an h of every feature: a padded row of D values for each slot.</summary>
    public void DoubleBackwardInFull(int slot, ReadOnlySpan<int> batchRows, in ExplainedHead head)
    {
        DenseProduct.Compute<TLane>(
            work.H + slot * (nint)_layout.Inputs, _layout.Inputs, 1, _shape.Inputs, model.Theta + _layout.W1, _layout.Hidden1, constants.Zeros, 0, work.U1 + slot * (nint)_layout.Hidden1, _layout.Hidden1, batchRows.Length, _layout.Hidden1Registers);
        DoubleBackwardFromU1(slot, batchRows, head);
    }

    /// <summary>A row's entries: kept, or found anew where rows outside tiles are too few to keep them.</summary>
    private int* Entries(int row, out float* values, out int count)
    {
        if (sparse is not null)
            return sparse.Features(row, out values, out count);
        if (_features.Length == 0)
            (_features, _values) = (new(_shape.Inputs), new(_shape.Inputs));
        count = rows.Scan(row, _features.Span);
        rows.Gather(row, _features.Span[..count], _values.Pointer);
        values = _values.Pointer;
        return _features.Pointer;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ReadOnlySpan<float> values, ReadOnlySpan<int> positions, float* h)
    {
        for (var e = 0; e < values.Length; e++)
            h[positions[e]] = values[e];
        foreach (var hole in positions[values.Length..])
            h[hole] = 0;
    }

    private void DoubleBackwardFromU1(int slot, ReadOnlySpan<int> batchRows, in ExplainedHead head)
    {
        var u1 = work.U1 + slot * (nint)_layout.Hidden1;
        Elementwise.ApplyPattern<TLane>(work.A1 + slot * (nint)_layout.Hidden1, u1, batchRows.Length * (nint)_layout.Hidden1);
        var u2 = work.U2 + slot * (nint)_layout.Hidden2;
        DenseProduct.Compute<TLane>(
            u1, _layout.Hidden1, 1, _shape.Hidden1, model.Theta + _layout.W2, _layout.Hidden2, constants.Zeros, 0, u2, _layout.Hidden2, batchRows.Length, _layout.Hidden2Registers);
        Elementwise.ApplyPattern<TLane>(work.A2 + slot * (nint)_layout.Hidden2, u2, batchRows.Length * (nint)_layout.Hidden2);
        var u = work.U + slot * (nint)_layout.Classes;
        DenseProduct.Compute<TLane>(
            u2, _layout.Hidden2, 1, _shape.Hidden2, model.Theta + _layout.W3, _layout.Classes, constants.Zeros, 0, u, _layout.Classes, batchRows.Length, _layout.ClassRegisters);
        for (var i = 0; i < batchRows.Length; i++)
        {
            var at = (slot + i) * (nint)_layout.Classes;
            head.AddCurvature<TLane>(work.P + at, rows.Rows.Labels[batchRows[i]], work.U + at, _layout.Classes, work.Delta + at);
        }
    }

    /// <summary>δ = scale·(p − y).</summary>
    public void LogitError(int slot, ReadOnlySpan<int> batchRows, float scale)
    {
        for (var i = 0; i < batchRows.Length; i++)
        {
            var at = (slot + i) * (nint)_layout.Classes;
            ClassRow<TLane>.Error(work.P + at, constants.Label(rows.Rows.Labels[batchRows[i]]), scale, _layout.Classes, work.Delta + at);
        }
    }

    /// <summary>δ2 = (δ·W3ᵀ)∘D2, δ1 = (δ2·W2ᵀ)∘D1.</summary>
    public void Backward(int slot, int count)
    {
        var delta2 = work.Delta2 + slot * (nint)_layout.Hidden2;
        BackThroughW3(work.Delta + slot * (nint)_layout.Classes, delta2, slot, count);
        BackThroughW2(delta2, work.Delta1 + slot * (nint)_layout.Hidden1, slot, count);
    }

    private void BackThroughW3(float* from, float* to, int slot, int count)
    {
        DenseProduct.Compute<TLane>(
            from, _layout.Classes, 1, _shape.Classes, model.W3Transposed, _layout.Hidden2, constants.Zeros, 0, to, _layout.Hidden2, count, _layout.Hidden2Registers);
        Elementwise.ApplyPattern<TLane>(work.A2 + slot * (nint)_layout.Hidden2, to, count * (nint)_layout.Hidden2);
    }

    private void BackThroughW2(float* from, float* to, int slot, int count)
    {
        DenseProduct.Compute<TLane>(
            from, _layout.Hidden2, 1, _shape.Hidden2, model.W2Transposed, _layout.Hidden1, constants.Zeros, 0, to, _layout.Hidden1, count, _layout.Hidden1Registers);
        Elementwise.ApplyPattern<TLane>(work.A1 + slot * (nint)_layout.Hidden1, to, count * (nint)_layout.Hidden1);
    }
}
