namespace RrrGpu.Bench.Comparison;

/// <summary>What is compared with what, and how often.</summary>
internal sealed record ComparisonOptions
{
    /// <summary>The folder that holds RrrGpu.sln.</summary>
    public required string Repository { get; init; }

    /// <summary>The built <c>rrr</c> command.</summary>
    public required string Rrr { get; init; }

    /// <summary>The device that it trains on.</summary>
    public required string Device { get; init; }

    /// <summary>Whether it is asked for <c>--tf32</c>.</summary>
    public bool Tf32 { get; init; }

    /// <summary>What results call the precision of its products.</summary>
    public string Precision => Tf32 ? OwnTimes.TwoPartsOfTf32 : OwnTimes.Float32;

    /// <summary>The peers.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>The Python to run peers with; null to look for one that has what they need.</summary>
    public string? Python { get; init; }

    /// <summary>Rounds; each runs <c>rrr</c> and every peer once.</summary>
    public required int Pairs { get; init; }

    /// <summary>What to train on, as results call it.</summary>
    public string Data { get; init; } = ComparedData.DecoyMnist;

    /// <summary>The file that holds these data, without annotation; null for Decoy MNIST, which every program makes for itself.</summary>
    public string? Table { get; init; }

    /// <summary>Models of a run, with seeds 0, 1, …; <c>rrr</c> trains several as a sweep.</summary>
    public required int Models { get; init; }

    /// <summary>Epochs of a run.</summary>
    public required int Epochs { get; init; }

    /// <summary>λ₁.</summary>
    public required double Lambda1 { get; init; }

    /// <summary><c>none</c> or <c>full</c>.</summary>
    public required string Annotations { get; init; }

    /// <summary>After this, no round begins that would end later if every run took as long as it did last.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.MaxValue;

    /// <summary>The longest that one run may take.</summary>
    public required TimeSpan Limit { get; init; }
}
