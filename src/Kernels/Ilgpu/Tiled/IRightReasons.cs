namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Whether a kernel computes the right-reasons term.</summary>
internal interface IRightReasons
{
    /// <summary>Whether it does.</summary>
    bool Included { get; }
}

/// <summary>With the double backward pass.</summary>
internal readonly struct WithRightReasons : IRightReasons
{
    public bool Included => true;
}

/// <summary>Cross-entropy alone.</summary>
internal readonly struct WithoutRightReasons : IRightReasons
{
    public bool Included => false;
}
