using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace RrrGpu.Bench.Passes;

/// <summary>
/// GFLOP/s of a benchmark's layer-1 products, two operations a multiply-add and no padding: either as if every entry were
/// multiplied (dense-equivalent), or counting entries that are not zero by construction.
/// </summary>
internal sealed class RateColumn : IColumn
{
    private readonly bool _denseEquivalent;
    private readonly double _inkedShare;
    private readonly double _markedShare;

    private RateColumn(bool denseEquivalent, double inkedShare, double markedShare) =>
        (_denseEquivalent, _inkedShare, _markedShare) = (denseEquivalent, inkedShare, markedShare);

    public string Id => nameof(RateColumn) + ColumnName;

    public string ColumnName => _denseEquivalent ? "Dense-eq. GFLOP/s" : "Useful GFLOP/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => _denseEquivalent ? 1 : 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => _denseEquivalent
        ? "Layer-1 products as if no entry were zero, 2·rows·D·H1 each"
        : "Layer-1 products over non-zero inputs and marked entries alone, 2·H1 an entry";

    /// <summary>Both columns, for the rows that the benchmarks use.</summary>
    public static RateColumn[] Both()
    {
        var workload = DecoyWorkload.Create();
        var inked = (double)workload.NonZeros / ((long)workload.Rows.Count * workload.Rows.Inputs.Columns);
        return [new(false, inked, workload.Annotation.Fraction), new(true, 1, 1)];
    }

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var products = benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<Layer1ProductsAttribute>();
        var nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Mean;
        if (products is null || nanoseconds is null)
            return "-";
        var models = benchmarkCase.Parameters[nameof(StepBenchmarks.Models)] is int count ? count : 1;
        var entries = products.Dense + products.OverInputs * _inkedShare + products.OverMarks * _markedShare;
        var operations = 2.0 * models * products.Rows * DecoyWorkload.Shape.Inputs * DecoyWorkload.Shape.Hidden1 * entries;
        return (operations / nanoseconds.Value).ToString("0.0", CultureInfo.InvariantCulture);
    }
}
