namespace RrrGpu.Kernels.Tests.Ptx;

/// <summary>Memory of a device: 32-bit words, of which none is read that was not written.</summary>
internal sealed class PtxMemory
{
    private readonly Dictionary<ulong, uint> _words = [];

    /// <summary>Writes values from an address on.</summary>
    public void Write(ulong address, params ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            this[address + 4 * (ulong)i] = BitConverter.SingleToUInt32Bits(values[i]);
    }

    /// <summary>The value at an address.</summary>
    public float Read(ulong address) => BitConverter.UInt32BitsToSingle(this[address]);

    /// <summary>The word at an address.</summary>
    public uint this[ulong address]
    {
        get => _words.TryGetValue(address, out var word) ? word : throw new InvalidOperationException($"a read of {address:x}, where nothing was written");
        set => _words[address] = address % 4 == 0 ? value : throw new InvalidOperationException($"a write to {address:x}, where no word begins");
    }
}
