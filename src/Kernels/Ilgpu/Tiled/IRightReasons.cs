namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Whether a kernel computes the right-reasons term.</summary>
internal interface IRightReasons
{
    /// <summary>Whether it does.</summary>
    bool Included { get; }

    /// <summary>Whether h is computed of every entry, rather than of those that a list marks.</summary>
    bool IsDense { get; }
}

/// <summary>With the double backward pass, of listed entries.</summary>
internal readonly struct WithRightReasons : IRightReasons
{
    public bool Included => true;

    public bool IsDense => false;
}

/// <summary>With the double backward pass, of every entry.</summary>
internal readonly struct WithDenseRightReasons : IRightReasons
{
    public bool Included => true;

    public bool IsDense => true;
}

/// <summary>Cross-entropy alone.</summary>
internal readonly struct WithoutRightReasons : IRightReasons
{
    public bool Included => false;

    public bool IsDense => false;
}
