using RrrGpu.Host.Commands;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Commands;

public sealed class IdleTf32Tests
{
    private static readonly DeviceDescription Tensor = new("cuda:0", DeviceKind.Cuda, "made up", UsesTf32: true);

    [Fact]
    public void WhereInputsAreNoBytesItIsSaid()
    {
        var raw = new TrainingSettings();
        Assert.Null(TrainingOptions.IdleTf32(Tensor, Data(new InputMatrix((byte[])[1, 2], 1, 2)), raw));
        Assert.Null(TrainingOptions.IdleTf32(Tensor with { UsesTf32 = false }, Data(new InputMatrix((float[])[1, 2], 1, 2)), raw));
        Assert.Contains("--tf32 changes nothing", TrainingOptions.IdleTf32(Tensor, Data(new InputMatrix((float[])[1, 2], 1, 2)), raw), StringComparison.Ordinal);
        Assert.Contains("--tf32 changes nothing", TrainingOptions.IdleTf32(Tensor, Data(new InputMatrix((byte[])[1, 2], 1, 2)), raw with { Scaling = InputScaling.Unit }), StringComparison.Ordinal);
    }

    private static DataSet Data(InputMatrix inputs)
    {
        var rows = new LabeledRows(inputs, [0], 2);
        return new DataSet("made up", rows, rows);
    }
}
