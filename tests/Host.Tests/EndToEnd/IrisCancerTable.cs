using RrrGpu.Host.Data;
using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Iris-Cancer as a user would have it: one CSV file with names.</summary>
internal static class IrisCancerTable
{
    public static string WriteTo(TempFolder folder)
    {
        var rows = IrisCancer.ReadRows();
        var csv = new CsvTable([.. IrisCancer.FeatureNames, "y"]);
        var values = rows.Inputs.ToArray();
        for (var row = 0; row < rows.Count; row++)
        {
            var features = values.AsSpan(row * rows.Inputs.Columns, rows.Inputs.Columns).ToArray();
            csv.Append([.. features.Select(CsvTable.Number), rows.Labels[row] == 0 ? "malignant" : "benign"]);
        }

        File.WriteAllText(folder.Path("patients.csv"), csv.ToString());
        return folder.Path("patients.csv");
    }
}
