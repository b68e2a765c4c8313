using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Inputs read sixteen neighbours at a time, which is what begins at multiples of <see cref="IlgpuRowSet.PitchUnit"/>.</summary>
/// <typeparam name="TChunk">Sixteen inputs as they are stored, so that a thread can hold them while they arrive.</typeparam>
internal interface IInputChunks<TChunk>
    where TChunk : unmanaged
{
    /// <summary>Chunks of a row: the inputs, 1, and zeros.</summary>
    int Pitch { get; }

    /// <summary>The chunk at <paramref name="index"/> = row · <see cref="Pitch"/> + number of the chunk.</summary>
    TChunk Load(int index);

    /// <summary>Four of a chunk's values, <paramref name="part"/> 0…3.</summary>
    Quad Part(TChunk chunk, int part);
}

/// <summary>Sixteen bytes.</summary>
internal struct ByteChunk
{
    public uint A;
    public uint B;
    public uint C;
    public uint D;
}

/// <summary>Sixteen float32.</summary>
internal struct FloatChunk
{
    public Quad A;
    public Quad B;
    public Quad C;
    public Quad D;
}

/// <summary>Inputs stored as one byte each: sixteen are one read.</summary>
internal readonly struct ByteChunks(ArrayView<ByteChunk> values, int pitch) : IInputChunks<ByteChunk>
{
    private readonly ArrayView<ByteChunk> _values = values;
    private readonly int _pitch = pitch;

    public int Pitch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pitch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteChunk Load(int index) => _values[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quad Part(ByteChunk chunk, int part)
    {
        var word = part < 2 ? (part == 0 ? chunk.A : chunk.B) : (part == 2 ? chunk.C : chunk.D);
        // Through int: ILGPU takes unsigned integers to float by way of double.
        return new Quad((int)(word & 0xFF), (int)((word >> 8) & 0xFF), (int)((word >> 16) & 0xFF), (int)(word >> 24));
    }
}

/// <summary>Inputs stored as float32: sixteen are four reads.</summary>
internal readonly struct FloatChunks(ArrayView<Quad> values, int pitch) : IInputChunks<FloatChunk>
{
    private readonly ArrayView<Quad> _values = values;
    private readonly int _pitch = pitch;

    public int Pitch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pitch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatChunk Load(int index)
    {
        FloatChunk chunk;
        chunk.A = _values[index * Quad.Count];
        chunk.B = _values[index * Quad.Count + 1];
        chunk.C = _values[index * Quad.Count + 2];
        chunk.D = _values[index * Quad.Count + 3];
        return chunk;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quad Part(FloatChunk chunk, int part) =>
        part < 2 ? (part == 0 ? chunk.A : chunk.B) : (part == 2 ? chunk.C : chunk.D);
}
