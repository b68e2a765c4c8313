using RrrGpu.Host.Runs;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Runs;

public sealed class FindAnotherFolderTests : IDisposable
{
    private const string Products = "products of byte inputs";

    private static readonly DeviceDescription Float32 = new("cuda:0", DeviceKind.Cuda, "made up");
    private static readonly DeviceDescription Tf32 = Float32 with { UsesTf32 = true };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARunGoesOnInItsOwnPrecisionOnly(bool tf32)
    {
        var (own, other) = tf32 ? (Tf32, Float32) : (Float32, Tf32);
        var begun = new FindAnotherFolder(_folder.Root, resume: false);
        Assert.Empty(begun.Begin(Run(own)));
        begun.Finish(new FindAnotherResult([], FindAnotherStop.Iterations, "all were trained", []));
        var before = File.ReadAllText(_folder.Path(FindAnotherFolder.FileName));

        var message = Assert.Throws<BadInputException>(() => new FindAnotherFolder(_folder.Root, resume: true).Begin(Run(other))).Message;
        Assert.Contains(tf32 ? $"to go on, without {Products}, got another one, with {Products} TF32" : $"to go on, with {Products} TF32", message, StringComparison.Ordinal);
        Assert.Contains(tf32 ? "" : $"got another one, without {Products}", message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_folder.Path(FindAnotherFolder.FileName)));
        Assert.Empty(new FindAnotherFolder(_folder.Root, resume: true).Begin(Run(own)));
    }

    private static FindAnotherRun Run(DeviceDescription device)
    {
        var rows = new LabeledRows(new InputMatrix((byte[])[1, 2], 1, 2), [0], 2);
        return new(device, new DataSet("made up", rows, rows), 0, new TrainingSettings(), new FindAnotherSettings(), new ModelRun(), "none", null);
    }
}
