using RrrGpu.Bench.Launches;
using RrrGpu.Bench.Peak;
using RrrGpu.Bench.Steps;

namespace RrrGpu.Bench.Comparison;

/// <summary>Everything that a comparison found; its JSON is what bench/results keeps.</summary>
/// <param name="Commit">The commit that was built.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="LogicalProcessors">How many it has.</param>
/// <param name="Data">One of <see cref="ComparedData.Names"/>.</param>
/// <param name="Models">Models that a run trains; times are of one model's step.</param>
/// <param name="Epochs">Epochs of each run.</param>
/// <param name="Lambda1">λ₁ of each run.</param>
/// <param name="Annotations"><c>none</c> or <c>full</c>.</param>
/// <param name="FmaPeak">What the processor could do at best.</param>
/// <param name="Ours">RrrGpu's own times.</param>
/// <param name="Peers">Each peer configuration that ran to the end.</param>
/// <param name="Failures">What did not run, a line each.</param>
/// <param name="Steps">Step times of several devices, where they were asked for.</param>
/// <param name="DevicePeak">What the device that <c>rrr</c> trains on could do at best.</param>
/// <param name="Work">What a step of one model must do.</param>
internal sealed record ComparisonReport(
    string Commit,
    string Processor,
    int LogicalProcessors,
    string Data,
    int Models,
    int Epochs,
    double Lambda1,
    string Annotations,
    FmaPeak FmaPeak,
    OwnTimes Ours,
    IReadOnlyList<PeerTimes> Peers,
    IReadOnlyList<string> Failures,
    IReadOnlyList<StepTimes> Steps,
    DevicePeak DevicePeak,
    StepWork Work)
{
    /// <summary>Arithmetic that <c>rrr</c>'s steps must do, as a share of the device's peak; above 1 where zeros are skipped.</summary>
    public double ShareOfArithmetic => Work.Operations / (Ours.MsPerStep / 1000) / (DevicePeak.Gflops * 1e9);

    /// <summary>Bytes that <c>rrr</c>'s steps must move, as a share of what the device can; above 1 where a cache holds them.</summary>
    public double ShareOfBandwidth => Work.Bytes / (Ours.MsPerStep / 1000) / (DevicePeak.GigabytesPerSecond * 1e9);
}

/// <summary>RrrGpu's times.</summary>
/// <param name="Device">The device's id.</param>
/// <param name="DeviceName">Its name.</param>
/// <param name="MsPerStep">Median over the rounds.</param>
/// <param name="TestAccuracy">Of the last round.</param>
/// <param name="Rounds">Each round's milliseconds a step.</param>
/// <param name="Precision">What the first layer's products of byte inputs are computed in; all others are in float32.</param>
internal sealed record OwnTimes(string Device, string DeviceName, double MsPerStep, double TestAccuracy, IReadOnlyList<double> Rounds, string Precision = OwnTimes.Float32)
{
    /// <summary>A <see cref="Precision"/>.</summary>
    public const string Float32 = "float32";

    /// <summary>A <see cref="Precision"/>: <c>--tf32</c>.</summary>
    public const string TwoPartsOfTf32 = "two parts of TF32";

    /// <summary>Steps of one model in a second.</summary>
    public double StepsPerSecond => 1000 / MsPerStep;
}

/// <summary>A peer's times in one configuration.</summary>
/// <param name="Name">What a table calls it.</param>
/// <param name="Framework">The framework.</param>
/// <param name="Version">Its version.</param>
/// <param name="Variant">How the peer ran it.</param>
/// <param name="Device">The peer's device.</param>
/// <param name="DeviceName">That device's name.</param>
/// <param name="Threads">Processor threads.</param>
/// <param name="MsPerStep">Median over the rounds.</param>
/// <param name="Ratio">How many times longer its step takes than ours: the median of <paramref name="Ratios"/>.</param>
/// <param name="IsBest">Whether it is the fastest configuration of its framework.</param>
/// <param name="TestAccuracy">Of the last round.</param>
/// <param name="Rounds">Each round's milliseconds a step.</param>
/// <param name="Ratios">Each round's ratio to our time in the same round.</param>
/// <param name="Precision">What its matrix products are computed in.</param>
internal sealed record PeerTimes(
    string Name,
    string Framework,
    string Version,
    string Variant,
    string Device,
    string DeviceName,
    int Threads,
    double MsPerStep,
    double Ratio,
    bool IsBest,
    double TestAccuracy,
    IReadOnlyList<double> Rounds,
    IReadOnlyList<double> Ratios,
    string Precision)
{
    /// <summary>Steps of one model in a second.</summary>
    public double StepsPerSecond => 1000 / MsPerStep;
}
