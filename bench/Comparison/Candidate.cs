namespace RrrGpu.Bench.Comparison;

/// <summary>A peer in one configuration.</summary>
/// <param name="Framework"><c>pytorch</c> or <c>jax</c>.</param>
/// <param name="Variant">What it is asked for, joined by plus signs: see <see cref="Choices"/>; null for its defaults.</param>
/// <param name="Device">The peer's device: <c>cpu</c>, <c>cuda</c>.</param>
/// <param name="Threads">Processor threads.</param>
internal sealed record Candidate(string Framework, string? Variant, string Device, int Threads)
{
    private static readonly IReadOnlyDictionary<string, (string Script, string Module)> Frameworks =
        new Dictionary<string, (string Script, string Module)> { ["pytorch"] = ("pytorch.py", "torch"), ["jax"] = ("jax_peer.py", "jax") };

    /// <summary>What a variant may say, and the arguments that ask a peer for it; other words are its <c>--variant</c>.</summary>
    private static readonly Dictionary<string, string[]> Choices = new()
    {
        ["batched"] = ["--grouping", "batched"],
        ["vmap"] = ["--grouping", "vmap"],
        ["unroll"] = ["--unroll", "8"],
        ["tf32"] = ["--precision", "tf32"],
        ["default-precision"] = ["--precision", "default"],
    };

    /// <summary>Its file in bench/peers.</summary>
    public string Script => Frameworks[Framework].Script;

    /// <summary>The Python module that it needs.</summary>
    public string Module => Frameworks[Framework].Module;

    /// <summary>The arguments that ask for the variant.</summary>
    public IReadOnlyList<string> VariantArguments => [.. Words.SelectMany(static word => Choices.GetValueOrDefault(word) ?? ["--variant", word])];

    /// <summary>Whether it may multiply with fewer digits than float32: labelled so, and never called a framework's best.</summary>
    public bool IsReduced => Words.Any(static word => word is "tf32" or "default-precision");

    private string[] Words => Variant?.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>What a table calls it.</summary>
    public string Name => $"{Framework}{(Variant is null ? "" : $" {Variant}")} on {Device}, {Threads} thread{(Threads == 1 ? "" : "s")}";

    /// <summary>Reads <c>pytorch</c>, <c>pytorch:vmap+compile</c>, <c>jax</c>, … and pairs each with every number of threads.</summary>
    /// <exception cref="ArgumentException">A peer is not known.</exception>
    public static IReadOnlyList<Candidate> Parse(string peers, string device, IReadOnlyList<int> threads)
    {
        var candidates = new List<Candidate>();
        foreach (var peer in peers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = peer.Split(':', 2);
            if (!Frameworks.ContainsKey(parts[0]))
                throw new ArgumentException($"--peers: expected {string.Join(" or ", Frameworks.Keys)}, got '{peer}'");
            candidates.AddRange(threads.Select(count => new Candidate(parts[0], parts.Length > 1 ? parts[1] : null, device, count)));
        }

        return candidates.Count > 0 ? candidates : throw new ArgumentException("--peers: expected at least one peer, got none");
    }
}
