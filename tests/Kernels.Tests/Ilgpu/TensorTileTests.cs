using ILGPU.Runtime.CPU;
using RrrGpu.Kernels.Devices;
using RrrGpu.Kernels.Ilgpu.Tensor;
using RrrGpu.Kernels.Ilgpu.Tiled;
using RrrGpu.Kernels.Tests.Engines;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>Tiles of matrix units put every value where it belongs, and no tile changes a bit: with an emulated unit where there is no GPU.</summary>
[Collection(IlgpuDevices.Collection)]
public sealed class TensorTileTests
{
    // Of 11 bits alone a product has an error of 2⁻¹², 2.4e-4.
    private const double Tolerance = 2e-6;
    private const int RowCount = 37;
    private const int Models = 3;

    private static readonly NetworkShape Shape = new(35, 13, 6, 3);

    /// <summary>A unit is emulated on ILGPU's CPU accelerator, and none on OpenCL.</summary>
    public static IEnumerable<TheoryDataRow<string>> Devices => IlgpuDevices.Ids.Where(static id => id.Data is not "opencl:0");

    [Theory]
    [MemberData(nameof(Devices))]
    public void GradientsAreThoseOfTheReferenceAndTheSameBitsInEveryTile(string id)
    {
        var problem = Problem();
        var open = Engines(id);
        var small = Gradients(problem, open(TileKind.Small));
        for (var model = 0; model < Models; model++)
        {
            var expected = problem.Network(model).LossGradient(problem.ReferenceRows(model), LossGradientTerms.All);
            TensorAssert.Close(expected, small[model], Tolerance, $"model {model}");
        }

        Assert.Equal(Bits(small), Bits(Gradients(problem, open(TileKind.Medium))));
        Assert.Equal(Bits(small), Bits(Gradients(problem, open(TileKind.Large))));
    }

    private static Func<TileKind, IlgpuEngine> Engines(string id)
    {
        if (id == "cpu")
        {
            var simulator = new IlgpuDevice(new DeviceDescription(id, DeviceKind.Cpu, "eight warps"), IsProcessor: false) { Simulated = new CPUDevice(32, 8, 1) };
            return tile => new(simulator, sparseBelow: 0, tile: tile, tensor: TensorPassLibrary.Of<EmulatedMatrixUnit>);
        }

        var device = IlgpuDevices.Found.FirstOrDefault(device => device.Description.Id == id);
        Assert.NotNull(device);
        Assert.SkipUnless(IlgpuDevices.HasTensorCores(device), $"{id} has no tensor cores for TF32");
        return tile => new(device, sparseBelow: 0, tile: tile, tensor: TensorPassLibrary.OfDevice);
    }

    private static NetworkParameters[] Gradients(EngineProblem problem, IlgpuEngine opened)
    {
        using var engine = opened;
        Assert.True(engine.Device.UsesTf32);
        using var rows = engine.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(engine);
        return ensemble.LossGradients(rows, problem.Schedules, 0, LossGradientTerms.All);
    }

    private static int[] Bits(NetworkParameters[] models) =>
        [.. from model in models from tensor in model.Tensors from value in tensor.Values select BitConverter.SingleToInt32Bits(value)];

    private static EngineProblem Problem()
    {
        var random = new Random(3);
        var inputs = new byte[RowCount * Shape.Inputs];
        random.NextBytes(inputs);
        var annotation = Annotation.FromPredicate(RowCount, Shape.Inputs, static (row, feature) => (row + feature) % 6 == 0);
        return new EngineProblem(
            new ObjectiveDefinition(),
            new AdamSettings(),
            [new ModelSettings(), new ModelSettings(1e-3f, 1e-4f, 1e-3f, annotation), new ModelSettings()],
            [.. Enumerable.Range(0, Models).Select(_ => DrawnParameters.Small(Shape, random))],
            new LabeledRows(new InputMatrix(inputs, RowCount, Shape.Inputs), [.. Enumerable.Range(0, RowCount).Select(static row => row * 7 % Shape.Classes)], Shape.Classes),
            [RowSchedule.InOrder(RowCount, RowCount)]);
    }
}
