using RrrGpu.Bench.Peak;

namespace RrrGpu.Bench.Scaling;

/// <summary>How the cost of a step grows on one device.</summary>
/// <param name="Commit">The commit that was built.</param>
/// <param name="Processor">The machine's processor.</param>
/// <param name="Device">The device's id.</param>
/// <param name="DeviceName">Its name.</param>
/// <param name="FmaPeak">What the processor could do at best, measured before.</param>
/// <param name="Series">A series for each size.</param>
internal sealed record ScalingReport(
    string Commit, string Processor, string Device, string DeviceName, FmaPeak FmaPeak, IReadOnlyList<MeasuredSeries> Series);

/// <summary>A series as measured.</summary>
/// <param name="Size">What grows.</param>
/// <param name="Points">Each value.</param>
internal sealed record MeasuredSeries(string Size, IReadOnlyList<ScalingPoint> Points);

/// <summary>One problem's cost.</summary>
/// <param name="Value">The size.</param>
/// <param name="MsPerStep">Milliseconds of a step of all models: the median of the rounds.</param>
/// <param name="Slope">How the cost grows from the point before: d log time / d log size; null for the first.</param>
/// <param name="UsefulGflops">Operations of the layer-1 products that matter, each second, in 10⁹.</param>
/// <param name="Rounds">Each round's milliseconds.</param>
internal sealed record ScalingPoint(double Value, double MsPerStep, double? Slope, double UsefulGflops, IReadOnlyList<double> Rounds);
