using RrrGpu.Kernels.Devices;
using RrrGpu.Kernels.Tests.Ilgpu;

namespace RrrGpu.Kernels.Tests.Devices;

[Collection(IlgpuDevices.Collection)]
public sealed class DeviceCatalogTests(IlgpuDevices devices)
{
    private static readonly IlgpuDevice Cuda = Fake(DeviceKind.Cuda, isProcessor: false);
    private static readonly IlgpuDevice OpenCLGpu = Fake(DeviceKind.OpenCL, isProcessor: false);
    private static readonly IlgpuDevice OpenCLProcessor = Fake(DeviceKind.OpenCL, isProcessor: true);

    [Theory]
    [InlineData("auto", "auto")]
    [InlineData("simd", "simd")]
    [InlineData("cpu", "cpu")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:1", "cuda:1")]
    [InlineData("opencl", "opencl:0")]
    [InlineData("opencl:12", "opencl:12")]
    public void IdsAreRead(string id, string meaning) => Assert.Equal(meaning, DeviceRequest.Parse(id).Id);

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CUDA")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("cuda:99999999999")]
    [InlineData("opencl: 1")]
    [InlineData("cpu:0")]
    [InlineData("simd:0")]
    [InlineData("auto:0")]
    public void OtherIdsAreBadUsage(string id)
    {
        var error = Assert.Throws<ArgumentException>(() => DeviceRequest.Parse(id));
        Assert.Contains($"'{id}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAbsentDeviceIsNamedBesideWhatThereIs()
    {
        var catalog = new DeviceCatalog(NoEngine, IlgpuDevices.Found);
        var error = Assert.Throws<DeviceNotFoundException>(() => catalog.Open("cuda:77"));
        Assert.Contains("cuda:77", error.Message, StringComparison.Ordinal);
        Assert.Contains("simd", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void ADeviceThatDoesNotOpenIsNotFound() =>
        Assert.Throws<DeviceNotFoundException>(() => new DeviceCatalog(NoEngine, [Fake(DeviceKind.Cuda, false, 77)]).Open("cuda:77"));

    [Fact]
    public void AutoPassesOverADeviceThatDoesNotOpen()
    {
        using var simd = IlgpuDevices.Found.Single(static device => device.Description.Kind == DeviceKind.Cpu) is var cpu ? new IlgpuEngine(cpu) : null;
        Assert.Same(simd, new DeviceCatalog(() => simd!, [Fake(DeviceKind.Cuda, false, 77)]).Open("auto"));
    }

    [Fact]
    public void AutoPrefersCudaThenOpenCLGpusThenTheHost()
    {
        Assert.Equal(DeviceKind.Cuda, new DeviceCatalog(NoEngine, [OpenCLGpu, Cuda]).Default.Kind);
        Assert.Equal(DeviceKind.OpenCL, new DeviceCatalog(NoEngine, [OpenCLProcessor, OpenCLGpu]).Default.Kind);
        Assert.Equal(DeviceKind.Simd, new DeviceCatalog(NoEngine, [OpenCLProcessor]).Default.Kind);
        Assert.Equal(DeviceKind.Simd, new DeviceCatalog(NoEngine, []).Default.Kind);
    }

    [Fact]
    public void TheHostComesFirstAndTheSimulatorIsAlwaysThere()
    {
        var catalog = new DeviceCatalog(NoEngine);
        Assert.Equal("simd", catalog.Devices[0].Id);
        Assert.Equal("cpu", catalog.Devices[^1].Id);
        Assert.Equal(catalog.Devices.Count, catalog.Devices.Select(static device => device.Id).Distinct().Count());
        using var engine = catalog.Open("cpu");
        Assert.Equal(DeviceKind.Cpu, engine.Device.Kind);
    }

    [Fact]
    public void AllLeavesOutWhatIsTheSameDeviceTwice()
    {
        var nvidia = new IlgpuDevice(new DeviceDescription("opencl:1", DeviceKind.OpenCL, "made up (NVIDIA CUDA)"), IsProcessor: false);
        var simulator = Fake(DeviceKind.Cpu, isProcessor: true);
        Assert.Equal([Cuda], Working(nvidia, OpenCLProcessor, Cuda, simulator));
        Assert.Equal([OpenCLGpu], Working(OpenCLProcessor, OpenCLGpu, simulator));
        Assert.Equal([OpenCLProcessor], Working(OpenCLProcessor, simulator));
        Assert.Empty(Working(simulator));

        static IEnumerable<IlgpuDevice> Working(params IlgpuDevice[] found) => new DeviceCatalog(NoEngine, found).Working;
    }

    [Fact]
    public void AllPassesOverADeviceThatDoesNotOpen()
    {
        using var simd = new SimdEngine(1);
        var said = new List<string>();
        var catalog = new DeviceCatalog(() => simd, [Fake(DeviceKind.Cuda, false, 77)]);
        Assert.Same(simd, Assert.Single(catalog.Open(DeviceSelection.Parse("all"), said.Add)));
        Assert.StartsWith("device cuda:77: ", Assert.Single(said), StringComparison.Ordinal);
        Assert.Throws<DeviceNotFoundException>(() => catalog.Open(DeviceSelection.Parse("simd,cuda:77")));
    }

    [Fact]
    public void SeveralDevicesOpenInTheOrderAskedFor()
    {
        var catalog = new DeviceCatalog(static () => new SimdEngine(1));
        var engines = catalog.Open(DeviceSelection.Parse("cpu,simd"));
        Assert.Equal([DeviceKind.Cpu, DeviceKind.Simd], engines.Select(static engine => engine.Device.Kind));
        Assert.All(engines, static engine => engine.Dispose());
    }

    [Theory]
    [InlineData("all", "")]
    [InlineData("auto", "auto")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:1,simd,opencl", "cuda:1 simd opencl:0")]
    public void SelectionsAreRead(string ids, string meaning) =>
        Assert.Equal(meaning, string.Join(' ', DeviceSelection.Parse(ids).Requests.Select(static request => request.Id)));

    [Theory]
    [InlineData("")]
    [InlineData("simd,")]
    [InlineData("simd, cpu")]
    [InlineData("all,simd")]
    [InlineData("auto,simd")]
    [InlineData("cuda,cuda:0")]
    [InlineData("gpu")]
    public void OtherSelectionsAreBadUsage(string ids) =>
        Assert.Contains($"'{ids}'", Assert.Throws<ArgumentException>(() => DeviceSelection.Parse(ids)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("auto")]
    [InlineData("simd")]
    [InlineData("cpu")]
    [InlineData("all")]
    [InlineData("simd,cpu")]
    public void DevicesWithoutTensorCoresDoNotOpenForTf32(string ids)
    {
        var cpu = IlgpuDevices.Found.Single(static device => device.Description.Kind == DeviceKind.Cpu);
        var catalog = new DeviceCatalog(NoEngine, [cpu], tf32: true);
        var error = Assert.Throws<DeviceNotFoundException>(() => ids.Contains(',', StringComparison.Ordinal) || ids == "all" ? catalog.Open(DeviceSelection.Parse(ids)) : [catalog.Open(ids)]);
        Assert.Contains("tensor cores for TF32: expected a CUDA device of compute capability 8.0 or later", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("simd", "device simd: ")]
    [InlineData("cpu,simd", "device cpu: ")]
    [InlineData("cuda:77", "device cuda:77: made up does not open: ")]
    public void ADeviceNamedForTf32IsSaidToLackIt(string ids, string start)
    {
        var catalog = new DeviceCatalog(NoEngine, [Fake(DeviceKind.Cuda, false, 77), .. IlgpuDevices.Found.Where(static device => device.Description.Kind == DeviceKind.Cpu)], tf32: true);
        var message = Assert.Throws<DeviceNotFoundException>(() => catalog.Open(DeviceSelection.Parse(ids))).Message;
        Assert.StartsWith(start, message, StringComparison.Ordinal);
        Assert.DoesNotContain("this machine has", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhyAGpuDoesNotOpenForTf32IsSaid()
    {
        var catalog = new DeviceCatalog(NoEngine, [Fake(DeviceKind.Cuda, false, 77), Fake(DeviceKind.OpenCL, false, 78)], tf32: true);
        var auto = Assert.Throws<DeviceNotFoundException>(() => catalog.Open("auto")).Message;
        Assert.StartsWith("no device with tensor cores for TF32: ", auto, StringComparison.Ordinal);
        Assert.Contains("; device cuda:77: made up does not open: ", auto, StringComparison.Ordinal);
        Assert.Contains("; device opencl:78: made up does not open: ", auto, StringComparison.Ordinal);
        var said = new List<string>();
        var all = Assert.Throws<DeviceNotFoundException>(() => catalog.Open(DeviceSelection.Parse("all"), said.Add)).Message;
        Assert.StartsWith("device cuda:77: made up does not open: ", Assert.Single(said), StringComparison.Ordinal);
        Assert.EndsWith("this machine has simd, cuda:77, opencl:78", all, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenCLReallyRuns()
    {
        var engine = devices.Open("opencl:0");
        var rows = new LabeledRows(new InputMatrix([1f, 2f], 1, 2), [0], 2);
        var parameters = new NetworkParameters(new NetworkShape(2, 1, 1, 2));
        (parameters.W1[0], parameters.W1[1], parameters.W2[0], parameters.W3[1], parameters.B3[0]) = (1f, 10f, 2f, 3f, 4f);
        using var uploaded = engine.Upload(rows);
        using var ensemble = engine.CreateEnsemble(
            new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings()], [OptimizerState.Initial(parameters)]);
        Assert.Equal([4f, 126f], ensemble.Logits(0, uploaded));
    }

    [Fact]
    public void IntegerDivisionByZeroStillThrowsBesideOpenCL()
    {
        _ = devices.Open("opencl:0");
        var zero = Environment.GetEnvironmentVariable("no such variable")?.Length ?? 0;
        Assert.Throws<DivideByZeroException>(() => 1 / zero);
    }

    private static IlgpuDevice Fake(DeviceKind kind, bool isProcessor, int index = 0) =>
        new(new DeviceDescription(new DeviceRequest(kind, index).Id, kind, "made up"), isProcessor);

    private static IEngine NoEngine() => throw new InvalidOperationException("this test opens no engine for the host");
}
