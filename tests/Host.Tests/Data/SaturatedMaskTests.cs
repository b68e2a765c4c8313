using RrrGpu.Host.Data;
using RrrGpu.Kernels;
using RrrGpu.Kernels.Tests.Reference;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Data;

/// <summary>
/// Masks of a Toy Colors model whose softmax is exactly 1 in float32, where the gradient of <c>prob-max</c> itself is 0:
/// no row is left without marks, and marks are those that float64 finds.
/// </summary>
public sealed class SaturatedMaskTests
{
    private const float Cutoff = 0.67f;

    /// <summary>How near the cutoff a relative gradient may be marked or not: the rounding of float32 over three layers.</summary>
    private const double Tie = 1e-4;

    private static readonly DataSet s_toy = ToyColors.Generate(dataSeed: 0, trainRows: 4000, testRows: 500);
    private static readonly Lazy<DeviceCatalog> s_catalog = new(static () => new DeviceCatalog(static () => new SimdEngine()));
    private static readonly Lazy<OptimizerState> s_model = new(Train);

    /// <summary>What tests run on; CUDA only where there is some, or must be.</summary>
    public static IEnumerable<TheoryDataRow<string>> Devices =>
        from device in IsThere("cuda:0") || IsRequired("cuda:0") ? new[] { "simd", "cpu", "opencl:0", "cuda:0" } : ["simd", "cpu", "opencl:0"]
        select new TheoryDataRow<string>(device).WithTrait("Device", device.Split(':')[0]);

    [Theory]
    [MemberData(nameof(Devices))]
    public void AgreeWithFloat64AndAreNeverEmpty(string device)
    {
        using var engine = Open(device);
        using var rows = engine.Upload(s_toy.Test);
        using var ensemble = engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings()], [s_model.Value]);
        RequireSaturation(ensemble.Logits(0, rows));

        var masks = ensemble.Masks(0, rows, Cutoff);
        var network = new ReferenceNetwork(ReferenceParameters.From(s_model.Value.Parameters), new ObjectiveDefinition(), 0, 0);
        var (compared, unclear) = (0, 0);
        foreach (var (row, index) in ReferenceRow.From(s_toy.Test, null).Select((row, index) => (row, index)))
        {
            Assert.True(Enumerable.Range(0, masks.Columns).Any(column => masks[index, column]), $"row {index} has no marks");
            if (!HasClearUnits(network, row.Inputs))
            {
                unclear++;
                continue;
            }

            var relative = ReferenceMasks.RelativeGradient(network, row);
            for (var column = 0; column < relative.Length; column++)
            {
                if (Math.Abs(relative[column] - Cutoff) < Tie)
                    continue;
                compared++;
                Assert.True(masks[index, column] == relative[column] > Cutoff, $"row {index}, feature {column}: relative gradient {relative[column]}, marked: {masks[index, column]}");
            }
        }

        Assert.InRange(unclear, 0, masks.Rows / 50);
        Assert.InRange(compared, 0.97 * masks.Rows * masks.Columns, masks.Rows * masks.Columns);
    }

    /// <summary>A model with A = 0, its last layer forty times as large: logits apart by hundreds, as after many more epochs.</summary>
    private static OptimizerState Train()
    {
        using var engine = new SimdEngine(1);
        var state = new Trainer(engine).Train(s_toy, new TrainingSettings { Epochs = 48 }, [new ModelRun()]).Models[0].State;
        foreach (var values in new[] { state.Parameters.W3, state.Parameters.B3 })
        {
            for (var i = 0; i < values.Length; i++)
                values[i] *= 40;
        }

        return state;
    }

    private static IEngine Open(string device)
    {
        Assert.False(!IsThere(device) && IsRequired(device), $"{device} is required, but this machine has none");
        Assert.SkipUnless(IsThere(device), $"this machine has no {device}");
        return s_catalog.Value.Open(device);
    }

    private static bool IsThere(string device) => s_catalog.Value.Devices.Any(found => found.Id == device);

    private static bool IsRequired(string device) =>
        Environment.GetEnvironmentVariable($"RRR_REQUIRE_{device.Split(':')[0].ToUpperInvariant()}") == "1";

    /// <summary>At least 9 of 10 rows have a probability of exactly 1 in float32, whose other logit no gradient of p comes through.</summary>
    private static void RequireSaturation(float[] logits)
    {
        var saturated = logits.Chunk(2).Count(static z => 1 / (1 + MathF.Exp(-MathF.Abs(z[0] - z[1]))) == 1);
        Assert.InRange(saturated, 0.9 * logits.Length / 2, logits.Length / 2);
    }

    /// <summary>Whether no unit is so near 0, relative to what it sums, that float32 may lose its sign and switch it.</summary>
    private static bool HasClearUnits(ReferenceNetwork network, double[] x)
    {
        var (z1, z2, _) = network.Forward(x);
        var p = network.Parameters;
        return AreClear(x, p.W1, p.B1, z1) && AreClear(Dense.Where(z1, z1), p.W2, p.B2, z2);
    }

    private static bool AreClear(double[] x, double[] w, double[] b, double[] z)
    {
        const double margin = 1e-6;
        var sizes = Dense.Times(x, Array.ConvertAll(w, Math.Abs));
        Dense.Add(sizes, Array.ConvertAll(b, Math.Abs));
        return z.Zip(sizes, static (value, size) => Math.Abs(value) >= margin * size).All(static clear => clear);
    }
}
