namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>What tiled passes hand to each other about the rows of a minibatch, named as in the mathematics; B × width for each model.</summary>
internal struct TiledActivations
{
    /// <summary>First layer's activations.</summary>
    public QuadMatrix A1;

    /// <summary>Second layer's activations.</summary>
    public QuadMatrix A2;

    /// <summary>c, with zeros behind the last class.</summary>
    public QuadMatrix C;

    /// <summary>v2.</summary>
    public QuadMatrix V2;

    /// <summary>v1.</summary>
    public QuadMatrix V1;

    /// <summary>u1.</summary>
    public QuadMatrix U1;

    /// <summary>u2.</summary>
    public QuadMatrix U2;

    /// <summary>δ, with zeros behind the last class.</summary>
    public QuadMatrix Error;

    /// <summary>δ2.</summary>
    public QuadMatrix Error2;

    /// <summary>δ1.</summary>
    public QuadMatrix Error1;

    /// <summary>h: one row of a value for each marked entry.</summary>
    public ModelMatrix H;
}
