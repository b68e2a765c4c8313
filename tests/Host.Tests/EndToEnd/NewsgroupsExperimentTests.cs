using RrrGpu.Host.Tests.Data;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>The experiments on 20 Newsgroups, with an archive of a few posts, and without one.</summary>
public sealed class NewsgroupsExperimentTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ExplainPostsAndFindOtherWords()
    {
        var archive = _folder.Path("20news-bydate-small.tar.gz");
        await File.WriteAllBytesAsync(archive, SmallNewsgroups.Archive(Posts()), TestContext.Current.CancellationToken);
        var result = await RrrProcess.RunAsync("reproduce", "20news", "20news-find-another", "--quick", "--device", "simd", "--data", archive, "--out", _folder.Path("reports"), "--json");
        var experiments = JsonFields.Document(result).List("experiments");
        Assert.Equal(["20news", "20news-find-another"], experiments.Select(static e => e.Text("name")));
        var holds = experiments.SelectMany(static e => e.List("figures")).Select(static f => f.Truth("holds")).ToArray();
        Assert.Equal(holds.All(static h => h) ? 0 : 1, result.ExitCode);
        foreach (var experiment in experiments)
        {
            var page = await File.ReadAllTextAsync(experiment.Text("report"), TestContext.Current.CancellationToken);
            Assert.Contains("<mark class=\"positive\"", page, StringComparison.Ordinal);
            Assert.Contains("<mark class=\"negative\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task OneThatCannotBeRunDoesNotTakeAnotherWithIt()
    {
        _folder.Write("20news-bydate-small.tar.gz", SmallNewsgroups.Archive(Posts()));
        _folder.Write("train-images-idx3-ubyte", [1]);
        var result = await RrrProcess.RunAsync("reproduce", "decoy-mnist-losses", "20news", "--quick", "--device", "simd", "--data", _folder.Root, "--out", _folder.Path("reports"), "--json");
        Assert.Equal(1, result.ExitCode);
        var experiments = JsonFields.Document(result).List("experiments");
        Assert.Equal(["decoy-mnist-losses", "20news"], experiments.Select(static e => e.Text("name")));
        Assert.Contains("t10k-images-idx3-ubyte", experiments[0].Text("failed"), StringComparison.Ordinal);
        Assert.Empty(experiments[0].List("figures"));
        Assert.NotEmpty(experiments[1].List("figures"));
        var page = await File.ReadAllTextAsync(_folder.Path("reports", "index.html"), TestContext.Current.CancellationToken);
        Assert.Contains("1 experiment failed.", page, StringComparison.Ordinal);
        Assert.Contains("<article id=\"20news\">", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20news")]
    [InlineData("20news-find-another")]
    public async Task SayWhatTheyNeed(string name)
    {
        Directory.CreateDirectory(_folder.Path("empty"));
        var result = await RrrProcess.RunAsync("reproduce", name, "--data", _folder.Path("empty"), "--out", _folder.Path("reports"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("rrr data get 20news", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Contains("--data", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    private static IEnumerable<(string Name, string Text)> Posts()
    {
        foreach (var part in (string[])["train", "test"])
        {
            for (var i = 0; i < 12; i++)
            {
                yield return ($"20news-bydate-{part}/alt.atheism/{i}", $"Subject: doubt {i}\n\nproof of doubt, number{i % 4} reason argument logic moral claim");
                yield return ($"20news-bydate-{part}/soc.religion.christian/{i}", $"Subject: choir {i}\n\nchurch and choir, number{i % 3} faith prayer hymn sermon grace");
            }
        }
    }
}
