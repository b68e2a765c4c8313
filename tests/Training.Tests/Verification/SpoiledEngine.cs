using RrrGpu.Kernels;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Training.Tests.Verification;

/// <summary>The reference with one pass spoiled: every value of its result is changed.</summary>
/// <param name="pass">The member of <see cref="IEnsemble"/> to spoil.</param>
/// <param name="spoil">What becomes of each value.</param>
internal sealed class SpoiledEngine(string pass, Func<double, double> spoil) : IEngine
{
    private readonly ReferenceEngine _engine = new();

    public DeviceDescription Device => _engine.Device;

    public IRowSet Upload(LabeledRows rows) => _engine.Upload(rows);

    public IEnsemble CreateEnsemble(
        ObjectiveDefinition objective, AdamSettings adam, IReadOnlyList<ModelSettings> models, IReadOnlyList<OptimizerState> initial) =>
        new Ensemble(_engine.CreateEnsemble(objective, adam, models, initial), pass, spoil);

    public void Dispose() => _engine.Dispose();

    private sealed class Ensemble(IEnsemble inner, string pass, Func<double, double> spoil) : IEnsemble
    {
        public int ModelCount => inner.ModelCount;

        public NetworkShape Shape => inner.Shape;

        public void Train(
            IRowSet rows, IReadOnlyList<RowSchedule> schedules, int firstBatch, int batchCount, CancellationToken cancellation = default)
        {
            inner.Train(rows, schedules, firstBatch, batchCount, cancellation);
            var state = inner.ReadState(0);
            Spoil(nameof(Train), state.Parameters.W2);
            inner.WriteState(0, state);
        }

        public LossTerms[] Evaluate(IRowSet rows, bool withAnnotations) => Array.ConvertAll(
            inner.Evaluate(rows, withAnnotations),
            terms => pass == nameof(Evaluate) ? terms with { RightReasons = spoil(terms.RightReasons) } : terms);

        public double Similarity(IRowSet rows) => pass == nameof(Similarity) ? spoil(inner.Similarity(rows)) : inner.Similarity(rows);

        public float[] Logits(int model, IRowSet rows)
        {
            var logits = inner.Logits(model, rows);
            Spoil(nameof(Logits), logits);
            return logits;
        }

        public NetworkParameters[] LossGradients(
            IRowSet rows, IReadOnlyList<RowSchedule> schedules, int batch, LossGradientTerms terms)
        {
            var gradients = inner.LossGradients(rows, schedules, batch, terms);
            Spoil(nameof(LossGradients), gradients[^1].B3);
            return gradients;
        }

        public void InputGradients(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, Span<float> gradients)
        {
            inner.InputGradients(model, rows, explained, explainedClass, gradients);
            Spoil(nameof(InputGradients), gradients);
        }

        public FeatureMasks Masks(int model, IRowSet rows, float cutoff) => inner.Masks(model, rows, cutoff);

        public void MaskGradients(int model, IRowSet rows, Span<float> gradients) => inner.MaskGradients(model, rows, gradients);

        public OptimizerState ReadState(int model) => inner.ReadState(model);

        public void WriteState(int model, OptimizerState state) => inner.WriteState(model, state);

        public void Dispose() => inner.Dispose();

        private void Spoil(string member, Span<float> values)
        {
            for (var i = 0; member == pass && i < values.Length; i++)
                values[i] = (float)spoil(values[i]);
        }
    }
}
