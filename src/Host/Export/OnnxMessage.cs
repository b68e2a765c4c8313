using System.Buffers;
using Google.Protobuf;

namespace RrrGpu.Host.Export;

/// <summary>
/// One message of ONNX's protocol buffers, written field by field. A model needs a dozen of them: their field numbers, from onnx.proto3 of
/// ONNX 1.x (Apache 2.0), stand where they are used.
/// </summary>
internal sealed class OnnxMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Adds a whole number.</summary>
    public OnnxMessage Add(int field, long value) => Write(output =>
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    });

    /// <summary>Adds a text.</summary>
    public OnnxMessage Add(int field, string value) => Write(output =>
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    });

    /// <summary>Adds bytes.</summary>
    public OnnxMessage Add(int field, ReadOnlySpan<byte> value)
    {
        var bytes = ByteString.CopyFrom(value);
        return Write(output =>
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(bytes);
        });
    }

    /// <summary>Adds a message.</summary>
    public OnnxMessage Add(int field, OnnxMessage value) => Add(field, value._bytes.WrittenSpan);

    /// <summary>Adds several messages.</summary>
    public OnnxMessage AddAll(int field, IEnumerable<OnnxMessage> values)
    {
        foreach (var value in values)
            Add(field, value);
        return this;
    }

    /// <summary>Writes the message.</summary>
    public void WriteTo(Stream stream) => stream.Write(_bytes.WrittenSpan);

    private OnnxMessage Write(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes, leaveOpen: true);
        write(output);
        output.Flush();
        _bytes.Write(bytes.ToArray());
        return this;
    }
}
