namespace RrrGpu.Kernels.Simd;

/// <summary>
/// ∂W1 = xᵀδ1 + hᵀv1, ∂W2 = a1ᵀδ2 + u1ᵀv2, ∂W3 = a2ᵀδ + u2ᵀc, ∂b = column sums of δ1, δ2, δ; each a few rows at a time,
/// followed at once by Adam, so that a gradient is never written to memory. Each value is summed by one thread in the order of
/// the minibatch.
/// </summary>
internal sealed unsafe class WeightPass<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private const int UnitsAnItem = 12;
    private const int SlotsABlock = 64;
    private readonly SimdModel _model;
    private readonly Workspace _work;
    private readonly LaneConstants _constants;
    private readonly PaddedLayout _layout;
    private readonly AlignedArray<float> _gradient;
    private readonly int _features;
    private readonly int _w1Items;
    private readonly int _w2Items;
    private readonly int _w3Items;
    private readonly int[] _order;

    public WeightPass(SimdModel model, Workspace work, LaneConstants constants, InputColumns inputs, int shares)
    {
        _model = model;
        _work = work;
        _constants = constants;
        _layout = model.Layout;
        _features = inputs.FeaturesAnItem;
        _gradient = new(Math.Max(_features * (long)_layout.Hidden1, UnitsAnItem * (long)Math.Max(_layout.Hidden2, _layout.Classes)));
        _w1Items = inputs.Items;
        _w2Items = Items(_layout.Shape.Hidden1, UnitsAnItem);
        _w3Items = Items(_layout.Shape.Hidden2, UnitsAnItem);
        _order = Deal(_w1Items, _w2Items + _w3Items + 1, shares);
    }

    /// <summary>Independent pieces of work.</summary>
    public int ItemCount => _order.Length;

    /// <summary>The rows of W1 that a piece is about; none for pieces of other tensors.</summary>
    public (int First, int Count) Features(int item) => _order[item] is var piece && piece < _w1Items
        ? (piece * _features, Math.Min(_features, _layout.Shape.Inputs - piece * _features))
        : (0, 0);

    /// <summary>Does one piece.</summary>
    /// <param name="item">Which.</param>
    /// <param name="batch">The minibatch and how its gradients end.</param>
    public void Run(int item, in Minibatch batch)
    {
        var piece = _order[item];
        if (piece < _w1Items)
            Layer1(piece, batch);
        else if ((piece -= _w1Items) < _w2Items)
            Layer2(piece * UnitsAnItem, batch);
        else if ((piece -= _w2Items) < _w3Items)
            Layer3(piece * UnitsAnItem, batch);
        else
            Biases(batch);
    }

    private void Layer1(int item, in Minibatch batch)
    {
        var first = item * _features;
        var count = Math.Min(_features, _layout.Shape.Inputs - first);
        var offset = _layout.W1 + first * (nint)_layout.Hidden1;
        if (batch.Inputs.Updates && !batch.HasDoubleBackward && batch.Gradient is null)
        {
            var step = new RowStep(batch.Adam, _model.Theta + offset, _model.First + offset, _model.Second + offset);
            batch.Inputs.Update<TLane>(batch.Index, item, _constants.Zeros, _work.Delta1, _layout.Hidden1, _gradient.Pointer, step, count, _layout.Hidden1Registers);
            return;
        }

        batch.Inputs.Multiply<TLane>(
            batch.Index, item, _constants.Zeros, _work.Delta1, _layout.Hidden1, _gradient.Pointer, _layout.Hidden1Registers, _layout.Hidden1EndsInHalf);
        if (batch.Marks is not null)
        {
            batch.Marks.AddProduct<TLane>(batch.Index, item, _work.H, _constants.Zeros, _work.V1, _layout.Hidden1, _gradient.Pointer, _layout.Hidden1Registers);
        }
        else if (batch.IsDense)
        {
            DenseProduct.Compute<TLane>(
                _work.H + first, 1, _layout.Inputs, batch.Rows, _work.V1, _layout.Hidden1, _gradient.Pointer, _layout.Hidden1, _gradient.Pointer, _layout.Hidden1, count, _layout.Hidden1Registers);
        }

        Finish(offset, count * (nint)_layout.Hidden1, batch);
    }

    private void Layer2(int first, in Minibatch batch)
    {
        var count = Math.Min(UnitsAnItem, _layout.Shape.Hidden1 - first);
        AddOuter(_work.A1 + first, _layout.Hidden1, _work.Delta2, _layout.Hidden2, batch.Rows, count, adds: false);
        if (batch.HasDoubleBackward)
            AddOuter(_work.U1 + first, _layout.Hidden1, _work.V2, _layout.Hidden2, batch.Rows, count, adds: true);
        Finish(_layout.W2 + first * (nint)_layout.Hidden2, count * (nint)_layout.Hidden2, batch);
        if (batch.Gradient is null)
            _model.TransposeW2(first, first + count);
    }

    private void Layer3(int first, in Minibatch batch)
    {
        var count = Math.Min(UnitsAnItem, _layout.Shape.Hidden2 - first);
        AddOuter(_work.A2 + first, _layout.Hidden2, _work.Delta, _layout.Classes, batch.Rows, count, adds: false);
        if (batch.HasDoubleBackward)
            AddOuter(_work.U2 + first, _layout.Hidden2, _work.C, _layout.Classes, batch.Rows, count, adds: true);
        Finish(_layout.W3 + first * (nint)_layout.Classes, count * (nint)_layout.Classes, batch);
        if (batch.Gradient is null)
            _model.TransposeW3(first, first + count);
    }

    // XᵀY of a few columns of X, a block of slots after another, so that Y's come from the first-level cache for every column.
    private void AddOuter(float* x, nint xWidth, float* y, nint yWidth, int slots, int columns, bool adds)
    {
        for (var slot = 0; slot < slots; slot += SlotsABlock)
        {
            var startsAtZero = slot == 0 && !adds;
            DenseProduct.Compute<TLane>(
                x + slot * xWidth,
                1,
                xWidth,
                Math.Min(SlotsABlock, slots - slot),
                y + slot * yWidth,
                yWidth,
                startsAtZero ? _constants.Zeros : _gradient.Pointer,
                startsAtZero ? 0 : yWidth,
                _gradient.Pointer,
                yWidth,
                columns,
                (int)yWidth / TLane.Count);
        }
    }

    private void Biases(in Minibatch batch)
    {
        ColumnSums(_work.Delta1, _layout.Hidden1, _layout.B1, batch);
        ColumnSums(_work.Delta2, _layout.Hidden2, _layout.B2, batch);
        ColumnSums(_work.Delta, _layout.Classes, _layout.B3, batch);
    }

    private void ColumnSums(float* matrix, int width, nint bias, in Minibatch batch)
    {
        DenseProduct.Compute<TLane>(
            _constants.One, 0, 0, batch.Rows, matrix, width, _constants.Zeros, 0, _gradient.Pointer, width, 1, width / TLane.Count);
        Finish(bias, width, batch);
    }

    private void Finish(nint offset, nint length, in Minibatch batch)
    {
        if (batch.Gradient is null)
        {
            batch.Adam.Apply<TLane>(_model.Theta + offset, _model.First + offset, _model.Second + offset, _gradient.Pointer, length);
            return;
        }

        batch.Adam.AddDecay<TLane>(_model.Theta + offset, _gradient.Pointer, length);
        Buffer.MemoryCopy(_gradient.Pointer, batch.Gradient + offset, length * sizeof(float), length * sizeof(float));
    }

    /// <summary>Gives each share of the order as many large and as many small pieces as any other.</summary>
    private static int[] Deal(int large, int small, int shares)
    {
        var order = new List<int>(large + small);
        for (var share = 0; share < shares; share++)
        {
            order.AddRange(Enumerable.Range(0, large).Where(piece => piece * (long)shares / large == share));
            order.AddRange(Enumerable.Range(large, small).Where(piece => (piece - large) * (long)shares / small == share));
        }

        return [.. order];
    }

    private static int Items(int count, int size) => (count + size - 1) / size;
}
