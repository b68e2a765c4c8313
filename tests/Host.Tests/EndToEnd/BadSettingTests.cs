using System.Globalization;
using System.Text;
using RrrGpu.Host.Tests.Formats;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Numbers, names and annotations that cannot be used.</summary>
public sealed class BadSettingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--lambda1 -1", "lambda1", "-1")]
    [InlineData("--lambda1 NaN", "lambda1", "NaN")]
    [InlineData("--lambda1 Infinity", "lambda1", "finite")]
    [InlineData("--lambda2 -0.5", "lambda2", "-0.5")]
    [InlineData("--learning-rate 0", "learning rate", "0")]
    [InlineData("--epochs 0", "epochs", "0")]
    [InlineData("--epochs -1", "epochs", "-1")]
    [InlineData("--batch 0", "batch", "0")]
    [InlineData("--hidden 0,30", "hidden", "0")]
    [InlineData("--threads -1", "--threads", "-1")]
    [InlineData("--checkpoint-every 0", "epochs between checkpoints", "0")]
    [InlineData("--explained nosuch", "--explained", "log-sum", "'nosuch'")]
    [InlineData("--explained log-class", "--class", "log-class", "none")]
    [InlineData("--class 3", "--class", "log-sum", "3")]
    [InlineData("--always-include 5..", "--always-include", "'5..'")]
    [InlineData("--validation 1", "validation", "1")]
    [InlineData("--patience 3", "validation")]
    public async Task IsRefusedBeforeAnythingIsRead(string options, params string[] parts)
    {
        await Refusal.OfUsageAsync(["train", "mnist", "--device", "simd", "--out", _folder.Path("out"), .. options.Split(' ')], parts);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Theory]
    [InlineData("--always-include 0..300", "always included", "0 to 299", "300")]
    [InlineData("--explained logit-class --class 10", "0 to 9", "10")]
    [InlineData("--explained log-class --class -1", "0 to 9", "-1")]
    public Task IsRefusedByTheData(string options, params string[] parts) => RefuseAsync(options.Split(' '), parts);

    [Fact]
    public Task PlainMnistHasNoAnnotation() => RefuseAsync(["--annotations", "full"], "--annotations full", "'mnist'");

    [Fact]
    public Task AnnotationOfAnotherShape() =>
        RefuseAnnotationAsync(Npy([SmallDigits.TrainRows, SmallDigits.Features - 1], 1), $"{SmallDigits.TrainRows} × {SmallDigits.Features}", $"{SmallDigits.Features - 1}");

    [Fact]
    public Task AnnotationWithNaN() => RefuseAnnotationAsync(Npy([SmallDigits.TrainRows, SmallDigits.Features], float.NaN));

    [Fact]
    public Task AnnotationWithANegativeWeight() => RefuseAnnotationAsync(Npy([SmallDigits.TrainRows, SmallDigits.Features], -1), "-1");

    [Fact]
    public Task TruncatedAnnotation() => RefuseAnnotationAsync(Npy([SmallDigits.TrainRows, SmallDigits.Features], 1)[..^1]);

    [Fact]
    public Task AnnotationOfAnotherKind() => RefuseAnnotationFileAsync("annotation.idx", IdxBytes.Bytes([2], 1, 2), ".npy, .npz, .csv or .png");

    [Fact]
    public async Task AnnotationThatIsNowhere()
    {
        var nowhere = _folder.Path("nowhere.npy");
        await RefuseAsync(["--annotations", nowhere], nowhere, "no such file");
    }

    private static byte[] Npy(int[] shape, float value)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape.Select(static n => n.ToString(CultureInfo.InvariantCulture)))}), }}";
        header = header.PadRight(117) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)];
        var values = new byte[shape.Aggregate(1, static (a, b) => a * b) * sizeof(float)];
        for (var i = 0; i < values.Length; i += sizeof(float))
            BitConverter.TryWriteBytes(values.AsSpan(i), value);
        return [.. start, .. values];
    }

    private Task RefuseAnnotationAsync(byte[] content, params string[] parts) => RefuseAnnotationFileAsync("annotation.npy", content, parts);

    private Task RefuseAnnotationFileAsync(string name, byte[] content, params string[] parts)
    {
        var path = _folder.Write(name, content);
        return RefuseAsync(["--annotations", path], [path, .. parts]);
    }

    private async Task RefuseAsync(string[] options, params string[] parts)
    {
        var data = SmallDigits.WriteTo(_folder);
        await Refusal.OfInputAsync(["train", "mnist", "--data", data, "--epochs", "1", "--device", "simd", "--out", _folder.Path("out"), .. options], parts);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }
}
