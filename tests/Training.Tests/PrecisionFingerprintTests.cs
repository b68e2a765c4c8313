using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

public sealed class PrecisionFingerprintTests
{
    private const string Fact = "products of byte inputs";

    private static readonly DeviceDescription Float32 = new("cuda:0", DeviceKind.Cuda, "made up") { ComputeCapability = "9.0" };
    private static readonly DeviceDescription Tf32 = Float32 with { UsesTf32 = true };
    private static readonly TrainingSettings Settings = new();

    [Fact]
    public void ACheckpointOfAnotherPrecisionIsRefusedEitherWay()
    {
        var (float32, tf32) = (Of(Float32), Of(Tf32));
        Assert.EndsWith($"{Fact}: expected nothing, got TF32 in two parts, compute capability 9.0", Refusal(float32, tf32), StringComparison.Ordinal);
        Assert.EndsWith($"{Fact}: expected TF32 in two parts, compute capability 9.0, got nothing", Refusal(tf32, float32), StringComparison.Ordinal);
        tf32.RequireSame(tf32);
        float32.RequireSame(float32);
    }

    [Fact]
    public void TensorCoresOfAnotherGenerationAreOthersAndFloat32IsOneKind()
    {
        Assert.Contains("expected TF32 in two parts, compute capability 9.0, got TF32 in two parts, compute capability 8.0", Refusal(Of(Tf32), Of(Tf32 with { ComputeCapability = "8.0" })), StringComparison.Ordinal);
        Of(Float32).RequireSame(Of(Float32 with { ComputeCapability = "8.0" }));
    }

    [Fact]
    public void WhereTensorCoresHaveNothingToDoItIsTheSameTraining()
    {
        var floats = new InputMatrix((float[])[1, 2], 1, 2);
        Of(Float32, floats).RequireSame(Of(Tf32, floats));
        var scaled = Settings with { Scaling = InputScaling.Unit };
        Of(Float32, settings: scaled).RequireSame(Of(Tf32, settings: scaled));
        var coupled = Settings with { Objective = Settings.Objective with { Similarity = new SimilarityPenalty(1) } };
        Of(Float32, settings: coupled).RequireSame(Of(Tf32, settings: coupled));
    }

    private static string Refusal(TrainingFingerprint expected, TrainingFingerprint stored) =>
        Assert.Throws<ArgumentException>(() => expected.RequireSame(stored)).Message;

    private static TrainingFingerprint Of(DeviceDescription device, InputMatrix? inputs = null, TrainingSettings? settings = null)
    {
        var rows = new LabeledRows(inputs ?? new InputMatrix((byte[])[1, 2], 1, 2), [0], 2);
        return TrainingFingerprint.Of(new DataSet("made up", rows, rows), settings ?? Settings, [new ModelRun()], device);
    }
}
