using System.Globalization;
using System.Text.RegularExpressions;

namespace RrrGpu.Kernels.Tests.Ptx;

/// <summary>
/// Runs PTX without branches on a processor: each instruction by all threads of a group, before the next. It knows what kernels made of a few
/// reads, products and writes compile to; anything else it refuses.
/// </summary>
internal sealed partial class PtxInterpreter
{
    private readonly PtxProgram _program;
    private readonly PtxMemory _memory;
    private readonly ulong[] _views;
    private readonly Dictionary<string, ulong[]> _registers;
    private readonly Dictionary<string, ulong[]> _locals = [];
    private readonly int _threads;

    private PtxInterpreter(PtxProgram program, int threads, PtxMemory memory, ulong[] views)
    {
        (_program, _threads, _memory, _views) = (program, threads, memory, views);
        _registers = new() { ["%tid.x"] = [.. Enumerable.Range(0, threads).Select(static thread => (ulong)thread)] };
    }

    /// <summary>Runs a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="threads">Threads of its only group.</param>
    /// <param name="memory">The device's memory.</param>
    /// <param name="views">The address of each view among its parameters.</param>
    public static void Run(PtxProgram program, int threads, PtxMemory memory, params ulong[] views)
    {
        var interpreter = new PtxInterpreter(program, threads, memory, views);
        foreach (var instruction in program.Instructions)
            interpreter.Do(instruction);
    }

    private void Do(PtxInstruction instruction)
    {
        var operands = instruction.Operands;
        switch (instruction.Operation)
        {
            case "ret":
                break;
            case TensorCore.Operation:
                Put(operands[0], TensorCore.MultiplyAdd(Values(operands[1]), Values(operands[2]), Values(operands[3])));
                break;
            case "ld.param.b64":
                Put(operands[0], [ViewOf(operands[1][0])]);
                break;
            case "ld.local.b32" or "ld.local.f32":
                Put(operands[0], [_locals[LocalAt(operands[1][0])]]);
                break;
            case "st.local.b32" or "st.local.f32":
                _locals[LocalAt(operands[0][0])] = Value(operands[1][0]);
                break;
            case "ld.global.v4.f32":
                Put(operands[0], [.. Enumerable.Range(0, 4).Select(i => Array.ConvertAll(QuadsAt(operands[1][0]), address => (ulong)_memory[address + 4 * (ulong)i]))]);
                break;
            case "st.global.v4.f32":
                Store(QuadsAt(operands[0][0]), Values(operands[1]));
                break;
            default:
                Put(operands[0], [Compute(instruction)]);
                break;
        }
    }

    /// <summary>What an instruction makes of the values of each thread alone.</summary>
    private ulong[] Compute(PtxInstruction instruction)
    {
        var values = instruction.Operands.Skip(1).Select(parts => Value(parts[0])).ToArray();
        Func<ulong, ulong, ulong> compute = instruction.Operation switch
        {
            "mov.b32" or "mov.f32" => static (a, _) => (uint)a,
            "mov.b64" or "cvta.to.global.u64" => static (a, _) => a,
            "and.b32" => static (a, b) => (uint)(a & b),
            "add.s32" => static (a, b) => (uint)(a + b),
            "sub.s32" => static (a, b) => (uint)(a - b),
            "mul.lo.s32" => static (a, b) => (uint)(a * b),
            "shl.b32" => static (a, b) => (uint)a << (int)b,
            "shr.s32" => static (a, b) => (uint)((int)a >> (int)b),
            "add.u64" => static (a, b) => a + b,
            "mul.wide.u32" => static (a, b) => (ulong)(uint)a * (uint)b,
            "add.f32" => static (a, b) => Bits(Single(a) + Single(b)),
            "sub.f32" => static (a, b) => Bits(Single(a) - Single(b)),
            _ => throw new NotSupportedException($"the interpreter of PTX does not know {instruction}"),
        };
        return [.. Enumerable.Range(0, _threads).Select(thread => compute(values[0][thread], values[^1][thread]))];
    }

    private void Put(string[] registers, ulong[][] values)
    {
        foreach (var (register, value) in registers.Zip(values))
            _registers[register] = value;
    }

    private void Store(ulong[] addresses, ulong[][] values)
    {
        foreach (var (thread, address) in addresses.Index())
        {
            for (var i = 0; i < values.Length; i++)
                _memory[address + 4 * (ulong)i] = (uint)values[i][thread];
        }
    }

    private ulong[][] Values(string[] operand) => Array.ConvertAll(operand, Value);

    private ulong[] Value(string operand)
    {
        if (_registers.TryGetValue(operand, out var value))
            return value;
        // A variable's address is its number.
        if (_program.Locals.Index().FirstOrDefault(local => local.Item == operand) is { Item: not null } local)
            return Same((ulong)local.Index);
        return Same(operand.StartsWith("0F", StringComparison.OrdinalIgnoreCase)
            ? uint.Parse(operand.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : unchecked((ulong)long.Parse(operand, CultureInfo.InvariantCulture)));
    }

    private ulong[] Same(ulong value) => [.. Enumerable.Repeat(value, _threads)];

    /// <summary>A view is an address and a length, which nobody asks for here.</summary>
    private ulong[] ViewOf(string operand)
    {
        var (name, offset) = Place(operand);
        return Same(offset == 0 ? _views[_program.Parameters.Index().Single(parameter => parameter.Item == name).Index] : 0);
    }

    private string LocalAt(string operand) => _program.Locals[(int)AddressesAt(operand).Distinct().Single()];

    private ulong[] QuadsAt(string operand) => Array.ConvertAll(
        AddressesAt(operand), static address => address % 16 == 0 ? address : throw new InvalidOperationException($"16 bytes at {address:x}, where no such word begins"));

    private ulong[] AddressesAt(string operand)
    {
        var (name, offset) = Place(operand);
        return Array.ConvertAll(Value(name), address => address + offset);
    }

    private static (string Name, ulong Offset) Place(string operand)
    {
        var match = InBrackets().Match(operand);
        return (match.Groups[1].Value, match.Groups[2].Success ? unchecked((ulong)long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)) : 0);
    }

    private static float Single(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    private static ulong Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    [GeneratedRegex(@"^\[\s*([%\w.]+)\s*(?:\+\s*(-?\d+))?\s*\]$")]
    private static partial Regex InBrackets();
}
