using System.Globalization;
using RrrGpu.Host.Sweeps;

namespace RrrGpu.Host.Output;

/// <summary>A sweep's results on standard output.</summary>
internal static class SweepResults
{
    public static void Print(bool json, SweepSummary summary)
    {
        if (json)
        {
            JsonOutput.Write(summary);
            return;
        }

        var rows = summary.Rows;
        var hasValidation = rows.Any(static row => row.ValidationAccuracy is not null);
        var optional = new (bool IsShown, string Name, Func<StoredResult, string> Cell)[]
        {
            (Varies(static row => row.Annotations), "annotations", static row => row.Annotations),
            (Varies(static row => row.Lambda2), "lambda2", static row => Number(row.Lambda2)),
            (Varies(static row => row.LearningRate), "learning rate", static row => Number(row.LearningRate)),
            (true, "lambda1", static row => Number(row.Lambda1)),
            (true, "seed", static row => row.Seed.ToString(CultureInfo.InvariantCulture)),
            (true, "train", static row => Accuracy(row.TrainAccuracy)),
            (hasValidation, "validation", static row => Accuracy(row.ValidationAccuracy)),
            (true, "test", static row => Accuracy(row.TestAccuracy)),
            (true, "initial ratio", static row => row.InitialRatio is { } ratio ? ratio.ToString("G3", CultureInfo.InvariantCulture) : ""),
            (true, "cross-entropy", static row => Loss(row, row.CrossEntropy)),
            (true, "right reasons", static row => Loss(row, row.RightReasons)),
            (Varies(static row => row.Device), "device", static row => row.Device),
            (summary.Failed > 0, "failure", static row => row.Failure ?? ""),
        };
        var columns = optional.Where(static column => column.IsShown).ToArray();
        var table = new TextTable([.. columns.Select(static column => column.Name)]);
        foreach (var row in rows)
            table.Add([.. columns.Select(column => column.Cell(row))]);
        table.Print();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Completed} of {summary.Trials} trials, {summary.Resumed} of them done before, {summary.Failed} failed; {summary.Seconds:0.0} s; store: {summary.Store}"));

        bool Varies<T>(Func<StoredResult, T> value) => rows.Select(value).Distinct().Count() > 1;
    }

    private static string Number(float value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Accuracy(double? value) => value is { } accuracy ? Names.Accuracy(accuracy) : "";

    /// <summary>A trial that failed before it was trained has no loss, rather than one that is not finite.</summary>
    private static string Loss(StoredResult row, double? value) => row.TrainAccuracy is null ? "" : Names.Loss(value);
}
