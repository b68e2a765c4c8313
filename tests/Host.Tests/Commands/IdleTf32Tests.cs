using RrrGpu.Host.Commands;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Commands;

public sealed class IdleTf32Tests
{
    private static readonly DeviceDescription Tensor = new("cuda:0", DeviceKind.Cuda, "made up", UsesTf32: true);

    [Fact]
    public void WhereTensorCoresHaveNothingToDoItIsSaid()
    {
        var raw = new TrainingSettings();
        var (bytes, floats) = (Data(new InputMatrix((byte[])[1, 2], 1, 2)), Data(new InputMatrix((float[])[1, 2], 1, 2)));
        Assert.Null(TrainingOptions.IdleTf32(Tensor, bytes, raw));
        Assert.Null(TrainingOptions.IdleTf32(Tensor with { UsesTf32 = false }, floats, raw));
        Assert.Equal("note: inputs are not bytes, so that --tf32 changes nothing", TrainingOptions.IdleTf32(Tensor, floats, raw));
        Assert.Contains("scaled inputs are not bytes", TrainingOptions.IdleTf32(Tensor, bytes, raw with { Scaling = InputScaling.Unit }), StringComparison.Ordinal);
        Assert.Contains("models are trained together", TrainingOptions.IdleTf32(Tensor, bytes, Coupled(1)), StringComparison.Ordinal);
        Assert.Null(TrainingOptions.IdleTf32(Tensor, bytes, Coupled(0)));

        TrainingSettings Coupled(float weight) => raw with { Objective = raw.Objective with { Similarity = new SimilarityPenalty(weight) } };
    }

    private static DataSet Data(InputMatrix inputs)
    {
        var rows = new LabeledRows(inputs, [0], 2);
        return new DataSet("made up", rows, rows);
    }
}
