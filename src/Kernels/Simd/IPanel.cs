namespace RrrGpu.Kernels.Simd;

/// <summary>
/// How many registers wide a kernel's tile is, as a type: the just-in-time compiler then keeps exactly that many accumulators
/// in registers and drops the code of the others.
/// </summary>
internal interface IPanel
{
    /// <summary>Registers a tile.</summary>
    static abstract int Registers { get; }
}

/// <summary>Whether two tiles share one more register, half of it each.</summary>
internal interface IHalf
{
    /// <summary>Whether they do.</summary>
    static abstract bool Included { get; }
}

internal readonly struct WithHalf : IHalf
{
    public static bool Included => true;
}

internal readonly struct WithoutHalf : IHalf
{
    public static bool Included => false;
}

internal readonly struct Panel1 : IPanel
{
    public static int Registers => 1;
}

internal readonly struct Panel2 : IPanel
{
    public static int Registers => 2;
}

internal readonly struct Panel3 : IPanel
{
    public static int Registers => 3;
}

internal readonly struct Panel4 : IPanel
{
    public static int Registers => 4;
}

internal readonly struct Panel5 : IPanel
{
    public static int Registers => 5;
}

internal readonly struct Panel6 : IPanel
{
    public static int Registers => 6;
}

internal readonly struct Panel7 : IPanel
{
    public static int Registers => 7;
}

internal readonly struct Panel8 : IPanel
{
    public static int Registers => 8;
}
