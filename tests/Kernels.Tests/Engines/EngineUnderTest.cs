using RrrGpu.Kernels.Ilgpu.Tensor;
using RrrGpu.Kernels.Tests.Ilgpu;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>The largest problems that an engine is tested on.</summary>
public sealed record ProblemLimits(int Inputs, int Hidden1, int Hidden2, int Classes, int Rows, int Models);

/// <summary>An engine that must compute what the reference computes.</summary>
/// <param name="Id">How test names call it.</param>
/// <param name="Limits">How large its problems may be.</param>
/// <param name="Samples">Random problems for each property.</param>
/// <param name="Create">Creates it; null where this machine has no such device.</param>
/// <param name="RequiredBy">An environment variable that, set to 1, turns the engine's absence into a failure.</param>
public sealed record EngineUnderTest(
    string Id,
    ProblemLimits Limits,
    int Samples,
    Func<IEngine?> Create,
    string? RequiredBy = null)
{
    /// <summary>Every engine that tests run on: the one place to add another.</summary>
    public static IReadOnlyList<EngineUnderTest> All { get; } =
    [
        new("simd", new(70, 37, 20, 11, 17, 4), 60, static () => new SimdEngine()),
        new("simd, wide registers, 2 threads", new(70, 37, 20, 11, 17, 4), 30, static () => new SimdEngine(2, wide: true)),
        new("simd, narrow registers, 3 threads", new(70, 37, 20, 11, 17, 4), 30, static () => new SimdEngine(3, wide: false)),
        new("opencl, zeros skipped, as a processor", new(40, 19, 13, 5, 9, 3), 12, static () => OpenIlgpu(DeviceKind.OpenCL, Always, asProcessor: true), "RRR_REQUIRE_OPENCL"),
        new("opencl, zeros read, as a GPU", new(40, 19, 13, 5, 9, 3), 12, static () => OpenIlgpu(DeviceKind.OpenCL, Never, asProcessor: false), "RRR_REQUIRE_OPENCL"),
        .. IlgpuDevices.Ids.Any(static id => id.Data == "cuda:0") ? Cuda : [],
        new("cpu, zeros skipped, as a processor", new(12, 9, 7, 4, 7, 2), 6, static () => OpenIlgpu(DeviceKind.Cpu, Always, asProcessor: true)),
        new("cpu, zeros read, as a GPU", new(12, 9, 7, 4, 7, 2), 6, static () => OpenIlgpu(DeviceKind.Cpu, Never, asProcessor: false)),
        new("reference", new(12, 9, 7, 4, 7, 3), 20, static () => new ReferenceEngine()),
    ];

    // Shares of inputs that are not zero, below which an engine skips zeros.
    private const double Always = 2;
    private const double Never = 0;

    // Of Marks, what is sparse is a list then, and what is full or weighted is not.
    private const double MostListed = 0.35;

    private static EngineUnderTest[] Cuda =>
    [
        new("cuda, zeros read", new(70, 37, 20, 11, 17, 4), 40, static () => OpenIlgpu(DeviceKind.Cuda, Never, asProcessor: false), "RRR_REQUIRE_CUDA"),
        new("cuda, zeros read, tf32", new(70, 37, 20, 11, 17, 4), 40, static () => OpenIlgpu(DeviceKind.Cuda, Never, asProcessor: false, tf32: true)),
        new("cuda, zeros skipped", new(70, 37, 20, 11, 17, 4), 40, static () => OpenIlgpu(DeviceKind.Cuda, Always, asProcessor: false), "RRR_REQUIRE_CUDA"),
    ];

    /// <summary>The kind of device that it runs on, which tests can be chosen by: the trait <c>Device</c>.</summary>
    public string DeviceTrait => Id.Split(',')[0];

    /// <summary>All engines by name, as theories take them.</summary>
    public static IEnumerable<TheoryDataRow<string>> Ids =>
        All.Select(static engine => new TheoryDataRow<string>(engine.Id).WithTrait("Device", engine.DeviceTrait));

    private static IlgpuEngine? OpenIlgpu(DeviceKind kind, double sparseBelow, bool asProcessor, bool tf32 = false) =>
        IlgpuDevices.Found.FirstOrDefault(device => device.Description.Kind == kind) is { } device && (!tf32 || IlgpuDevices.HasTensorCores(device))
            ? new IlgpuEngine(device, sparseBelow, asProcessor: asProcessor, denseFrom: MostListed, tensor: tf32 ? TensorPassLibrary.OfDevice : null)
            : null;
}
