using System.Runtime.InteropServices;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Export;

/// <summary>
/// Writes a network as ONNX: <c>input</c>, N × D raw values, is scaled as in training and goes through three Gemm nodes with Relu between
/// them to <c>logits</c> and <c>probabilities</c>, both N × K. N is free.
/// </summary>
public static class OnnxModel
{
    private const long IrVersion = 8;
    private const long Opset = 13;
    private const int Float = 1;

    /// <summary>Writes a model.</summary>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="scale">What raw inputs go through first.</param>
    /// <param name="metadata">What the file says of itself.</param>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The scale is of another number of features.</exception>
    public static void Write(string path, NetworkParameters parameters, InputScale scale, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(metadata);
        if (scale.Features != parameters.Shape.Inputs)
            throw new ArgumentException($"scale: expected {parameters.Shape.Inputs} features like the network, got {scale.Features}");
        var model = new OnnxMessage()
            .Add(1, IrVersion)
            .Add(2, "rrr")
            .Add(3, ProgramVersion.Number)
            .Add(7, Graph(parameters, scale))
            .Add(8, new OnnxMessage().Add(1, "").Add(2, Opset))
            .AddAll(14, metadata.Select(static entry => new OnnxMessage().Add(1, entry.Key).Add(2, entry.Value)));
        AtomicFile.Write(path, model.WriteTo);
    }

    private static OnnxMessage Graph(NetworkParameters parameters, InputScale scale)
    {
        var shape = parameters.Shape;
        var nodes = new List<OnnxMessage>();
        var constants = parameters.Tensors.Select(static tensor => Tensor(tensor.Name, tensor.Values, tensor.Dimensions)).ToList();
        var input = "input";
        if (scale.Scaling is not InputScaling.Raw)
        {
            constants.Add(Tensor("offsets", scale.Offsets, [shape.Inputs]));
            constants.Add(Tensor("divisors", scale.Divisors, [shape.Inputs]));
            nodes.Add(Node("Sub", [input, "offsets"], "centred"));
            nodes.Add(Node("Div", ["centred", "divisors"], "scaled"));
            input = "scaled";
        }

        nodes.Add(Node("Gemm", [input, "w1", "b1"], "z1"));
        nodes.Add(Node("Relu", ["z1"], "a1"));
        nodes.Add(Node("Gemm", ["a1", "w2", "b2"], "z2"));
        nodes.Add(Node("Relu", ["z2"], "a2"));
        nodes.Add(Node("Gemm", ["a2", "w3", "b3"], "logits"));
        nodes.Add(Node("Softmax", ["logits"], "probabilities"));
        return new OnnxMessage()
            .AddAll(1, nodes)
            .Add(2, "rrr")
            .AddAll(5, constants)
            .Add(11, Value("input", shape.Inputs))
            .Add(12, Value("logits", shape.Classes))
            .Add(12, Value("probabilities", shape.Classes));
    }

    private static OnnxMessage Node(string operation, string[] inputs, string output)
    {
        var node = new OnnxMessage();
        foreach (var name in inputs)
            node.Add(1, name);
        return node.Add(2, output).Add(3, output).Add(4, operation);
    }

    private static OnnxMessage Tensor(string name, ReadOnlySpan<float> values, ReadOnlySpan<int> dimensions)
    {
        var tensor = new OnnxMessage();
        foreach (var dimension in dimensions)
            tensor.Add(1, dimension);
        // Little-endian, as the machines are that this runs on.
        return tensor.Add(2, Float).Add(8, name).Add(9, MemoryMarshal.AsBytes(values));
    }

    private static OnnxMessage Value(string name, int width)
    {
        var rows = new OnnxMessage().Add(2, "N");
        var columns = new OnnxMessage().Add(1, width);
        var dimensions = new OnnxMessage().Add(1, rows).Add(1, columns);
        var tensor = new OnnxMessage().Add(1, Float).Add(2, dimensions);
        return new OnnxMessage().Add(1, name).Add(2, new OnnxMessage().Add(1, tensor));
    }
}
