using RrrGpu.Kernels;

namespace RrrGpu.Bench.KernelTimes;

/// <summary>What a training step of the annotated workload is made of.</summary>
/// <param name="Models">M.</param>
/// <param name="Rows">B, which all models share.</param>
/// <param name="Shape">D, H1, H2 and K.</param>
/// <param name="InputBytes">Bytes of an input.</param>
/// <param name="NonZeros">Inputs of the minibatch that are not zero.</param>
/// <param name="Marked">Marked entries of the minibatch.</param>
internal sealed record StepSize(int Models, int Rows, NetworkShape Shape, int InputBytes, double NonZeros, double Marked)
{
    /// <summary>The step that the benchmarks take, as a mean over its minibatches.</summary>
    public static StepSize Of(DecoyWorkload workload, int models) => new(
        models, DecoyWorkload.BatchSize, DecoyWorkload.Shape, sizeof(byte), (double)workload.NonZeros / DecoyWorkload.Batches,
        workload.Annotation.Fraction * DecoyWorkload.BatchSize * DecoyWorkload.Shape.Inputs);
}
