using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>What should not matter, said in every way that the command takes.</summary>
public sealed class AnnotationOptionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheSameMarksGiveTheSameModel()
    {
        var data = SmallDigits.WriteTo(_folder);
        var mask = new bool[SmallDigits.Features];
        Array.Fill(mask, true, 0, 4);
        NpyFile.Write(_folder.Path("mask.npy"), new NumberArray(mask, mask.Length));
        var features = await RightReasonsAsync(data, "features 0..3", "--annotate", "0..3");
        Assert.InRange(features, 1e-6, double.MaxValue);
        Assert.Equal(features, await RightReasonsAsync(data, "features 0,1,2..3", "--annotate", "0,1", "--annotate", "2..3"));
        var file = _folder.Path("mask.npy");
        Assert.Equal(features, await RightReasonsAsync(data, file, "--annotations", file));
        Assert.Equal(features, await RightReasonsAsync(data, $"{file} + features 1", "--annotations", file, "--annotate", "1"));
        Assert.Equal(features, await RightReasonsAsync(data, $"{file} + {file} of rows 0..{SmallDigits.TrainRows - 1}", "--annotations", $"{file},{file}", "--annotate-rows", $"0..{SmallDigits.TrainRows - 1}"));
        Assert.NotEqual(features, await RightReasonsAsync(data, "features 0..3 of rows 0..9", "--annotate", "0..3", "--annotate-rows", "0..9"));
    }

    [Theory]
    [InlineData("--annotate 144", "--annotate", "0 to 143", "'144'")]
    [InlineData("--annotate corners", "--annotate", "'corners'")]
    [InlineData("--annotate 0 --annotate-rows 300", "--annotate-rows", "0 to 299", "300")]
    public async Task WhatTheDataLackIsRefused(string options, params string[] parts) =>
        await Refusal.OfInputAsync(["train", "mnist", "--data", SmallDigits.WriteTo(_folder), "--epochs", "1", "--device", "simd", .. options.Split(' ')], parts);

    private static async Task<double> RightReasonsAsync(string data, string name, params string[] options)
    {
        var result = await RrrProcess.RunAsync(["train", "mnist", "--data", data, "--epochs", "2", "--scale", "unit", "--device", "simd", "--json", .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        var json = JsonFields.Document(result);
        Assert.Equal((name, 1000), (json.Text("annotations"), json.Number("lambda1")));
        return json.Number("right_reasons");
    }
}
