namespace RrrGpu.Bench.Comparison;

/// <summary>A peer in one configuration.</summary>
/// <param name="Framework"><c>pytorch</c> or <c>jax</c>.</param>
/// <param name="Variant">
/// One of the peer's <c>--variant</c> values, or <c>batched</c>, which trains several models as one; null for its default.
/// </param>
/// <param name="Device">The peer's device: <c>cpu</c>, <c>cuda</c>.</param>
/// <param name="Threads">Processor threads.</param>
internal sealed record Candidate(string Framework, string? Variant, string Device, int Threads)
{
    private static readonly IReadOnlyDictionary<string, (string Script, string Module)> Frameworks =
        new Dictionary<string, (string Script, string Module)> { ["pytorch"] = ("pytorch.py", "torch"), ["jax"] = ("jax_peer.py", "jax") };

    /// <summary>Its file in bench/peers.</summary>
    public string Script => Frameworks[Framework].Script;

    /// <summary>The Python module that it needs.</summary>
    public string Module => Frameworks[Framework].Module;

    /// <summary>The arguments that ask for the variant.</summary>
    public IReadOnlyList<string> VariantArguments => Variant switch
    {
        null => [],
        "batched" => ["--grouping", "batched"],
        _ => ["--variant", Variant],
    };

    /// <summary>What a table calls it.</summary>
    public string Name => $"{Framework}{(Variant is null ? "" : $" {Variant}")} on {Device}, {Threads} thread{(Threads == 1 ? "" : "s")}";

    /// <summary>Reads <c>pytorch</c>, <c>pytorch:compile</c>, <c>jax</c>, … and pairs each with every number of threads.</summary>
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
