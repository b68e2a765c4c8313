namespace RrrGpu.Host.Data;

/// <summary>Reads another stream up to a limit, which a small file made to unpack into a huge one runs into, and remembers how it ends.</summary>
/// <param name="inner">What is read; it stays the caller's.</param>
/// <param name="limit">The most bytes that may come.</param>
internal sealed class BoundedStream(Stream inner, long limit) : Stream
{
    private long _position;
    private long _zeros;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Whether what was read so far ends with at least <paramref name="count"/> bytes of value 0.</summary>
    public bool EndsWithZeros(int count) => _zeros >= count;

    /// <summary>Reads what is left.</summary>
    /// <exception cref="InvalidDataException">It goes beyond the limit, or is corrupted.</exception>
    public void Drain()
    {
        var buffer = new byte[1 << 16];
        while (Read(buffer) > 0)
        {
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _position += read;
        if (_position > limit)
            throw new InvalidDataException($"it unpacks to more than {limit} bytes");
        var last = buffer[..read].LastIndexOfAnyExcept((byte)0);
        _zeros = last < 0 ? _zeros + read : read - 1 - last;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
