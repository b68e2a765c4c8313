using RrrGpu.Bench.Comparison;

namespace RrrGpu.Bench.Tests;

public sealed class CandidateTests
{
    [Theory]
    [InlineData("pytorch", "", false)]
    [InlineData("pytorch:cudagraph", "--variant cudagraph", false)]
    [InlineData("pytorch:batched+cudagraph+tf32", "--grouping batched --variant cudagraph --precision tf32", true)]
    [InlineData("pytorch:vmap+compile-cudagraph", "--grouping vmap --variant compile-cudagraph", false)]
    [InlineData("jax:unroll", "--unroll 8", false)]
    [InlineData("jax:default-precision", "--precision default", true)]
    public void AVariantBecomesArguments(string peer, string arguments, bool isReduced)
    {
        var candidate = Assert.Single(Candidate.Parse(peer, "cuda", [1]));
        Assert.Equal(arguments, string.Join(' ', candidate.VariantArguments));
        Assert.Equal(isReduced, candidate.IsReduced);
    }

    [Fact]
    public void EveryPeerMeetsEveryNumberOfThreads() =>
        Assert.Equal(["pytorch on cpu, 1 thread", "pytorch on cpu, 2 threads", "jax on cpu, 1 thread", "jax on cpu, 2 threads"], Candidate.Parse("pytorch,jax", "cpu", [1, 2]).Select(static candidate => candidate.Name));

    [Theory]
    [InlineData("")]
    [InlineData("torch")]
    public void UnknownPeersAreRefused(string peers) => Assert.Throws<ArgumentException>(() => Candidate.Parse(peers, "cpu", [1]));

    [Fact]
    public void NumbersOfModelsAreAList()
    {
        Assert.Equal([1, 256, 1024], Commands.Counts("--models", "1, 256,1024,256"));
        foreach (var text in new[] { "", "0", "-1", "1,x", "1.5", "99999999999" })
            Assert.Equal($"--models: expected numbers from 1 on, separated by commas, got '{text}'", Assert.Throws<ArgumentException>(() => Commands.Counts("--models", text)).Message);
    }
}
