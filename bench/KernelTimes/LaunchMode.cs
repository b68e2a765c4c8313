namespace RrrGpu.Bench.KernelTimes;

/// <summary>Which kernels a device is given.</summary>
internal enum LaunchMode
{
    /// <summary>Its own.</summary>
    AsItIs,

    /// <summary>Those of a GPU, whatever it is.</summary>
    AsGpu,

    /// <summary>Its own, the first layer's products of byte inputs by tensor cores.</summary>
    Tf32,
}
