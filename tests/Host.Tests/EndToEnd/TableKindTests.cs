using RrrGpu.Host.Data;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Tests.Tables;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>The same rows in every kind of file train the same model.</summary>
public sealed class TableKindTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryKindOfFileTrainsTheSameModel()
    {
        var csv = IrisCancerTable.WriteTo(_folder);
        var rows = IrisCancer.ReadRows();
        var (values, features) = (rows.Inputs.ToArray(), rows.Inputs.Columns);
        var npz = _folder.WriteNpz(
            "patients.npz",
            ("X", new NumberArray(values, rows.Count, features)),
            ("y", rows.Labels.Select(static label => label == 0 ? "malignant" : "benign").ToArray()),
            ("feature_names", IrisCancer.FeatureNames.ToArray()));
        var parquet = _folder.WriteParquet(
            "patients.parquet",
            [
                .. IrisCancer.FeatureNames.Select((name, d) => (name, Enumerable.Range(0, rows.Count).Select(row => (object?)(double)values[row * features + d]).ToArray())),
                ("y", rows.Labels.Select(static label => (object?)(label == 0 ? "malignant" : "benign")).ToArray()),
            ]);
        var hashes = new List<string>();
        foreach (var file in new[] { csv, npz, parquet })
        {
            var result = await RrrProcess.RunAsync("train", file, "--label", "y", "--annotate", "petal_*", "--lambda1", "10", "--epochs", "3", "--device", "simd", "--json");
            Assert.True(result.ExitCode == 0, result.Error);
            var json = JsonFields.Document(result);
            Assert.Equal("patients", json.Text("dataset"));
            hashes.Add(json.Text("parameters_sha256"));
        }

        Assert.Single(hashes.Distinct());
    }
}
