using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

/// <summary>One call of Train: which models, which schedules, which minibatches.</summary>
internal sealed record TrainCall(IReadOnlyList<ModelSettings> Models, LabeledRows Rows, IReadOnlyList<RowSchedule> Schedules, int FirstBatch, int BatchCount)
{
    /// <summary>The rows of each minibatch of this call, for the models of schedule <paramref name="schedule"/>.</summary>
    public IEnumerable<int[]> Batches(int schedule = 0) =>
        Enumerable.Range(FirstBatch, BatchCount).Select(batch => Schedules[schedule].Batch(batch).ToArray());
}

/// <summary>
/// Learns nothing and writes everything down. A step mixes the indices of its rows into the parameters, so that states tell which
/// rows were used, in which order. A learning rate above 1e6 makes them NaN.
/// </summary>
internal sealed class RecordingEngine : IEngine
{
    public List<TrainCall> Calls { get; } = [];

    public List<LabeledRows> Uploads { get; } = [];

    public List<IReadOnlyList<ModelSettings>> Ensembles { get; } = [];

    public int Undisposed { get; set; }

    /// <summary>Runs before each step.</summary>
    public Action BeforeStep { get; set; } = static () => { };

    /// <summary>What Evaluate answers for a model.</summary>
    public Func<ModelSettings, OptimizerState, LabeledRows, LossTerms> Terms { get; set; } =
        static (_, _, rows) => new LossTerms(rows.Count, 0, 0, rows.Count, rows.Count);

    /// <summary>What Explain does with rows.</summary>
    public Action<LabeledRows> Explain { get; set; } = static _ => throw new NotSupportedException();

    public DeviceDescription Device { get; init; } = new("simd", DeviceKind.Simd, "recording");

    public IEnumerable<int> TrainedRows => Calls.SelectMany(call => call.Schedules.SelectMany((_, i) => call.Batches(i)).SelectMany(rows => rows));

    public IRowSet Upload(LabeledRows rows)
    {
        Uploads.Add(rows);
        Undisposed++;
        return new RowSet(this, rows);
    }

    public IEnsemble CreateEnsemble(ObjectiveDefinition objective, AdamSettings adam, IReadOnlyList<ModelSettings> models, IReadOnlyList<OptimizerState> initial)
    {
        Ensembles.Add(models);
        Undisposed++;
        return new RecordingEnsemble(this, models, initial);
    }

    public void Dispose()
    {
    }

    private sealed class RowSet(RecordingEngine engine, LabeledRows rows) : IRowSet
    {
        public LabeledRows Rows => rows;

        public void Dispose() => engine.Undisposed--;
    }

    private sealed class RecordingEnsemble(RecordingEngine engine, IReadOnlyList<ModelSettings> models, IReadOnlyList<OptimizerState> initial) : IEnsemble
    {
        private readonly OptimizerState[] _states = [.. initial.Select(Copy)];

        public int ModelCount => models.Count;

        public NetworkShape Shape => _states[0].Parameters.Shape;

        public void Train(IRowSet rows, IReadOnlyList<RowSchedule> schedules, int firstBatch, int batchCount, CancellationToken cancellation)
        {
            Assert.True(schedules.Count == 1 || schedules.Count == models.Count);
            for (var batch = firstBatch; batch < firstBatch + batchCount; batch++)
            {
                cancellation.ThrowIfCancellationRequested();
                engine.BeforeStep();
                for (var model = 0; model < models.Count; model++)
                    Step(model, schedules[schedules.Count == 1 ? 0 : model].Batch(batch));
            }

            engine.Calls.Add(new TrainCall(models, rows.Rows, schedules, firstBatch, batchCount));
        }

        public LossTerms[] Evaluate(IRowSet rows, bool withAnnotations)
        {
            foreach (var model in models)
            {
                if (withAnnotations)
                    model.Annotation?.RequireShapeOf(rows.Rows.Inputs);
            }

            return [.. models.Select((model, i) => engine.Terms(model, _states[i], rows.Rows))];
        }

        public OptimizerState ReadState(int model) => Copy(_states[model]);

        public void WriteState(int model, OptimizerState state) => _states[model] = Copy(state);

        public double Similarity(IRowSet rows) => throw new NotSupportedException();

        public float[] Logits(int model, IRowSet rows) => throw new NotSupportedException();

        public NetworkParameters[] LossGradients(IRowSet rows, IReadOnlyList<RowSchedule> schedules, int batch, LossGradientTerms terms) =>
            throw new NotSupportedException();

        public void InputGradients(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, Span<float> gradients) => throw new NotSupportedException();

        public FeatureMasks Masks(int model, IRowSet rows, float cutoff) => throw new NotSupportedException();

        public void MaskGradients(int model, IRowSet rows, Span<float> gradients) => throw new NotSupportedException();

        public void Explain(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, float cutoff, Explanation explanation) => engine.Explain(rows.Rows);

        public void Dispose() => engine.Undisposed--;

        private void Step(int model, ReadOnlySpan<int> rows)
        {
            var state = _states[model];
            foreach (var row in rows)
            {
                state.FirstMoment.W1[0] = 0.7f * state.FirstMoment.W1[0] + row;
                state.Parameters.W1[0] = 0.9f * state.Parameters.W1[0] + 1e-3f * state.FirstMoment.W1[0];
            }

            if (models[model].LearningRate > 1e6f)
                state.Parameters.W2[0] = float.NaN;
            _states[model] = state with { Steps = state.Steps + 1 };
        }

        private static OptimizerState Copy(OptimizerState state) =>
            new(state.Parameters.Clone(), state.FirstMoment.Clone(), state.SecondMoment.Clone(), state.Steps);
    }
}
