namespace RrrGpu.Kernels;

/// <summary>The kinds of device that passes run on.</summary>
public enum DeviceKind
{
    /// <summary>This process's processors, through SIMD instructions.</summary>
    Simd,

    /// <summary>An NVIDIA GPU through ILGPU.</summary>
    Cuda,

    /// <summary>An OpenCL device through ILGPU.</summary>
    OpenCL,

    /// <summary>ILGPU's CPU accelerator: a simulator, for tests only.</summary>
    Cpu,
}

/// <summary>A device as a user names it.</summary>
/// <param name="Id">What <c>--device</c> takes: <c>simd</c>, <c>cuda:0</c>, <c>opencl:0</c>, <c>cpu</c>.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="MemoryBytes">Its memory; null where nobody knows.</param>
/// <param name="Threads">Models that it trains side by side without their sharing anything: a processor's threads; null on other devices.</param>
/// <param name="IsGpu">Whether it is known to be a GPU rather than a processor.</param>
/// <param name="UsesTf32">Whether its engine was asked to do the first layer's products of byte inputs by tensor cores, in two parts of TF32.</param>
public sealed record DeviceDescription(
    string Id, DeviceKind Kind, string Name, long? MemoryBytes = null, int? Threads = null, bool IsGpu = false, bool UsesTf32 = false)
{
    /// <summary>Whether its engine may be called by one thread after another; a GPU's driver wants to be called by the one that opened it.</summary>
    public bool MayChangeThread { get; init; }

    /// <summary>The generation of an NVIDIA GPU, on which the bits of tensor cores' sums depend, such as 9.0; null on other devices.</summary>
    public string? ComputeCapability { get; init; }
}
