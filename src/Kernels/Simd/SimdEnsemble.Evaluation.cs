namespace RrrGpu.Kernels.Simd;

/// <content>Losses, logits, explanations and masks of whole row sets, a block of rows at a time.</content>
internal sealed unsafe partial class SimdEnsemble<TLane>
{
    public LossTerms[] Evaluate(IRowSet rows, bool withAnnotations)
    {
        var rowSet = Rows(rows);
        if (withAnnotations)
            EnsembleArguments.RequireAnnotations(_models.Select(static m => m.Settings.Annotation), rowSet.Rows.Inputs);
        var result = new LossTerms[_models.Length];
        for (var m = 0; m < _models.Length; m++)
            result[m] = Evaluate(_models[m], rowSet, withAnnotations);
        return result;
    }

    public float[] Logits(int model, IRowSet rows)
    {
        var rowSet = Rows(rows);
        var result = new float[checked(rowSet.Rows.Count * Shape.Classes)];
        ForEachBlock(Model(model), rowSet, (pass, work, blockRows) =>
        {
            pass.Forward(0, blockRows);
            for (var i = 0; i < blockRows.Length; i++)
            {
                new ReadOnlySpan<float>(work.Z + i * (nint)_layout.Classes, Shape.Classes)
                    .CopyTo(result.AsSpan(blockRows[i] * Shape.Classes));
            }
        });
        return result;
    }

    public void InputGradients(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, Span<float> gradients)
    {
        var rowSet = Rows(rows);
        ObjectiveDefinition.ValidateClass(explained, explainedClass, Shape.Classes);
        var head = new ExplainedHead(explained, explainedClass, Shape.Classes);
        Gradients(model, rowSet, (pass, blockRows) => pass.Seed(0, blockRows, head), gradients);
    }

    public void MaskGradients(int model, IRowSet rows, Span<float> gradients) =>
        Gradients(model, Rows(rows), static (pass, blockRows) => pass.SeedMasks(0, blockRows.Length), gradients);

    public FeatureMasks Masks(int model, IRowSet rows, float cutoff)
    {
        EnsembleArguments.RequireCutoff(cutoff);
        var rowSet = Rows(rows);
        var result = new FeatureMasks(rowSet.Rows.Count, Shape.Inputs);
        ForEachGradient(
            Model(model),
            rowSet,
            static (pass, blockRows) => pass.SeedMasks(0, blockRows.Length),
            (row, gradient) => Mark((float*)gradient, cutoff, result.Words.AsSpan(row * result.WordsPerRow, result.WordsPerRow)));
        return result;
    }

    public void Explain(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, float cutoff, Explanation explanation)
    {
        EnsembleArguments.RequireCutoff(cutoff);
        var rowSet = Rows(rows);
        explanation.RequireFor(rowSet, Shape);
        ObjectiveDefinition.ValidateClass(explained, explainedClass, Shape.Classes);
        var head = new ExplainedHead(explained, explainedClass, Shape.Classes);
        var (inputs, classes) = (Shape.Inputs, Shape.Classes);
        ForEachFullGradient(Model(model), rowSet, (pass, work, blockRows, inFull) =>
        {
            pass.Forward(0, blockRows);
            pass.SeedMasks(0, blockRows.Length);
            pass.GradientPath(0, blockRows.Length);
            for (var i = 0; i < blockRows.Length; i++)
                new ReadOnlySpan<float>(work.Z + i * (nint)_layout.Classes, classes).CopyTo(explanation.Logits.AsSpan(blockRows[i] * classes));
            inFull((slot, gradient) =>
            {
                var row = blockRows[slot];
                var found = new ReadOnlySpan<float>((void*)gradient, inputs);
                found.CopyTo(explanation.MaskGradients.AsSpan(row * inputs));
                var words = explanation.Masks.Words.AsSpan(row * explanation.Masks.WordsPerRow, explanation.Masks.WordsPerRow);
                words.Clear();
                Mark((float*)gradient, cutoff, words);
                if (!head.HasDirectionOfMasks)
                    return;
                Elementwise.Scale<TLane>((float*)gradient, head.ScaleOfMasks(work.Z + slot * (nint)_layout.Classes), _layout.Inputs);
                found.CopyTo(explanation.Gradients.AsSpan(row * inputs));
            });
            if (head.HasDirectionOfMasks)
                return;
            pass.Seed(0, blockRows, head);
            pass.GradientPath(0, blockRows.Length);
            inFull((slot, gradient) =>
                new ReadOnlySpan<float>((void*)gradient, inputs).CopyTo(explanation.Gradients.AsSpan(blockRows[slot] * inputs)));
        });
    }

    private void Gradients(int model, SimdRowSet rows, Action<RowPass<TLane>, int[]> seed, Span<float> gradients)
    {
        EnsembleArguments.RequireRoom(gradients, rows.Rows.Inputs);
        fixed (float* first = gradients)
        {
            var to = (nint)first;
            ForEachGradient(
                Model(model),
                rows,
                seed,
                (row, gradient) => new ReadOnlySpan<float>((void*)gradient, Shape.Inputs)
                    .CopyTo(new Span<float>((float*)to + (long)row * Shape.Inputs, Shape.Inputs)));
        }
    }

    private LossTerms Evaluate(SimdModel model, SimdRowSet rows, bool withAnnotations)
    {
        var annotation = withAnnotations && model.Settings.IsPenalised ? model.Settings.Annotation : null;
        var head = new ExplainedHead(_objective.Explained, _objective.Class, Shape.Classes);
        var penalty = new Penalty(_objective.Norm, model.Settings.Lambda1);
        var crossEntropy = new double[rows.Rows.Count];
        var rightReasons = annotation is null ? [] : new double[rows.Rows.Count];
        var correct = new bool[rows.Rows.Count];
        ForEachBlock(model, rows, (pass, work, blockRows) =>
        {
            pass.Forward(0, blockRows);
            for (var i = 0; i < blockRows.Length; i++)
            {
                var z = work.Z + i * (nint)_layout.Classes;
                var label = rows.Rows.Labels[blockRows[i]];
                crossEntropy[blockRows[i]] = CrossEntropy(z, label, Shape.Classes);
                correct[blockRows[i]] = ExplainedHead.Largest(z, Shape.Classes) == label;
            }

            if (annotation is null)
                return;
            pass.Seed(0, blockRows, head);
            pass.GradientPath(0, blockRows.Length);
            work.EnsureEntries(annotation.MaxPerRow);
            for (var i = 0; i < blockRows.Length; i++)
            {
                pass.GradientAt(i, annotation.RowFeatures(blockRows[i]), work.H);
                rightReasons[blockRows[i]] = penalty.Evaluate(annotation, blockRows[i], work.H);
            }
        });
        return new(Sum(crossEntropy), Sum(rightReasons), model.WeightDecay(), correct.AsSpan().Count(true), rows.Rows.Count);
    }

    private static double CrossEntropy(float* z, int label, int classes)
    {
        var largest = z[ExplainedHead.Largest(z, classes)];
        double sum = 0;
        for (var j = 0; j < classes; j++)
            sum += Math.Exp((double)z[j] - largest);
        return Math.Log(sum) + largest - z[label];
    }

    // In the order of the rows, however they were spread over threads.
    private static double Sum(double[] values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    private void Mark(float* gradient, float cutoff, Span<uint> words)
    {
        var largest = Elementwise.LargestMagnitude<TLane>(gradient, _layout.Inputs);
        if (largest == 0)
            return;
        // A gradient near the bottom of float32's range is brought up first: c·max|g| must not underflow.
        var scale = TLane.Broadcast(largest < 1e-30f ? 1e30f : 1);
        var threshold = TLane.Broadcast(cutoff * (largest < 1e-30f ? largest * 1e30f : largest));
        for (var d = 0; d < _layout.Inputs; d += TLane.Count)
        {
            var magnitude = TLane.Multiply(TLane.Abs(TLane.Load(gradient + d)), scale);
            words[d >> 5] |= TLane.GreaterThanBits(magnitude, threshold) << (d & 31);
        }
    }

    private void ForEachGradient(
        SimdModel model, SimdRowSet rows, Action<RowPass<TLane>, int[]> seed, Action<int, nint> use) =>
        ForEachFullGradient(model, rows, (pass, _, blockRows, inFull) =>
        {
            pass.Forward(0, blockRows);
            seed(pass, blockRows);
            pass.GradientPath(0, blockRows.Length);
            inFull((slot, gradient) => use(blockRows[slot], gradient));
        });

    /// <summary>
    /// Calls <paramref name="explain"/> for each block of rows, with what computes their gradients in full from v1 and hands them on, slot by
    /// slot.
    /// </summary>
    private void ForEachFullGradient(SimdModel model, SimdRowSet rows, Action<RowPass<TLane>, Workspace, int[], Action<Action<int, nint>>> explain)
    {
        var transposed = new TransposedW1(model);
        var gradients = new ThreadLocal<AlignedArray<float>>(() => new(RowPass<TLane>.BlockRows * (long)_layout.Inputs));
        ForEachBlock(model, rows, (pass, work, blockRows) =>
        {
            var gradient = gradients.Value!.Pointer;
            explain(pass, work, blockRows, use =>
            {
                // A few at a time, so that a row's gradient is still in the first-level cache when it is used.
                for (var slot = 0; slot < blockRows.Length; slot += RowPass<TLane>.BlockRows)
                {
                    var count = Math.Min(RowPass<TLane>.BlockRows, blockRows.Length - slot);
                    pass.GradientInFull(slot, count, transposed.Pointer, gradient);
                    for (var i = 0; i < count; i++)
                        use(slot + i, (nint)(gradient + i * (nint)_layout.Inputs));
                }
            });
        });
        gradients.Dispose();
        GC.KeepAlive(transposed);
    }

    private void ForEachBlock(SimdModel model, SimdRowSet rows, Action<RowPass<TLane>, Workspace, int[]> use)
    {
        var tiles = rows.TilesToEvaluate(RowPass<TLane>.LargeBlockRows, _layout, _team);
        var passes = Array.ConvertAll(_blockWork, work => new RowPass<TLane>(model, work, _constants, rows, tiles, null));
        ForEachBlock(rows.Rows.Count, RowPass<TLane>.LargeBlockRows, (thread, blockRows) => use(passes[thread], _blockWork[thread], blockRows));
    }

    /// <summary>Calls <paramref name="use"/> with a thread's number for each block of <paramref name="size"/> rows.</summary>
    private void ForEachBlock(int count, int size, Action<int, int[]> use)
    {
        const int RowsAnItem = 128;
        _team.ForEach((count + RowsAnItem - 1) / RowsAnItem, (thread, item) =>
        {
            for (var first = item * RowsAnItem; first < Math.Min(count, (item + 1) * RowsAnItem); first += size)
            {
                var blockRows = new int[Math.Min(size, count - first)];
                for (var i = 0; i < blockRows.Length; i++)
                    blockRows[i] = first + i;
                use(thread, blockRows);
            }
        });
    }
}
