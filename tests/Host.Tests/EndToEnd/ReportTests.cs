using RrrGpu.Host.Tests.Reports;

namespace RrrGpu.Host.Tests.EndToEnd;

public sealed class ReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Store => _folder.Path("s.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ASweepHasAPageOfItsOwn()
    {
        await SweepAsync("--lambda1", "1..100:3", "--seeds", "0..1", "--annotations", "full");
        byte[] before = File.ReadAllBytes(Store);
        RrrResult result = await RrrProcess.RunAsync("report", Store, "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var json = JsonFields.Document(result);
        Assert.Equal(_folder.Path("s.html"), json.Text("report"));
        Assert.Equal("Sweep of λ₁: decoy-mnist", json.Text("title"));
        Assert.Equal(["lambda1"], json.List("figures").Select(static name => name.GetString()));
        Assert.Equal(["trials", "means"], json.List("tables").Select(static name => name.GetString()));
        string html = File.ReadAllText(_folder.Path("s.html"));
        Page.AssertBalanced(html);
        Page.AssertAsksNothing(html);
        Assert.Contains("6 trials on decoy-mnist, none of which failed.", html, StringComparison.Ordinal);
        Assert.Contains("<dt>Seeds</dt><dd>0, 1</dd>", html, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Store));
    }

    [Fact]
    public async Task SweepsOfOneStoreAreToldApart()
    {
        await SweepAsync("--lambda1", "1,10", "--annotations", "full");
        await SweepAsync("--lambda1", "1,10", "--annotations", "full", "--hidden", "20,10");
        RrrResult result = await RrrProcess.RunAsync("report", Store, "--out", _folder.Path("new", "page.html"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string html = File.ReadAllText(_folder.Path("new", "page.html"));
        Assert.Contains("Accuracy over λ₁, annotations full of sweep 1.", html, StringComparison.Ordinal);
        Assert.Contains("Accuracy over λ₁, annotations full of sweep 2.", html, StringComparison.Ordinal);
        Assert.Contains("hidden layers of 20 and 10", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoRunIsNamed()
    {
        _folder.Write("text.txt", "no store at all"u8.ToArray());
        Directory.CreateDirectory(_folder.Path("empty"));
        await Refusal.OfInputAsync(["report", _folder.Path("nosuch")], "nosuch", "no such file or folder");
        await Refusal.OfInputAsync(["report", _folder.Path("text.txt")], "text.txt", "a store of sweeps", "another kind of file");
        await Refusal.OfInputAsync(["report", _folder.Path("empty")], "empty", "another folder");
        Assert.Equal(["text.txt"], _folder.FileNames());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path("empty")));
    }

    [Fact]
    public async Task WhereNothingCanBeWrittenNothingIsLost()
    {
        await SweepAsync("--lambda1", "1");
        byte[] before = File.ReadAllBytes(Store);
        await Refusal.OfInputAsync(["report", Store, "--out", Store], "s.db", "what the report is to be written of");
        await Refusal.OfInputAsync(["report", Store, "--out", _folder.Root], _folder.Root, "it is a folder");
        await Refusal.OfInputAsync(["report", Store, "--out", Path.Combine(Store, "page.html")], "s.db", "file");
        RrrResult full = await RrrProcess.RunWithSmallFilesAsync(40, "report", Store, "--out", _folder.Path("page.html"));
        Refusal.OfInput(full, "page.html");
        Assert.Equal(before, File.ReadAllBytes(Store));
        Assert.DoesNotContain(_folder.FileNames(), static name => name.EndsWith(".html", StringComparison.Ordinal) || name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private async Task SweepAsync(params string[] grid)
    {
        string data = SmallDigits.WriteTo(_folder);
        RrrResult result = await RrrProcess.RunAsync(["sweep", "decoy-mnist", "--store", Store, "--data", data, "--device", "simd", "--epochs", "2", "--batch", "32", .. grid]);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
