using System.CommandLine;
using RrrGpu.Host.Data;
using RrrGpu.Host.Devices;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Commands;

/// <summary>The options that every verb takes.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string> _device;

    private readonly Option<long> _seed = NumberParser.Whole("--seed", "Seed of initialisation and shuffling.", 0L);

    private readonly Option<int> _threads = NumberParser.Whole("--threads", "Threads of the simd device; 0 takes every processor.", 0);

    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON document to standard output, and nothing else there." };

    private readonly Option<bool>? _tf32;

    /// <param name="severalDevices">Whether the verb can spread its work over devices.</param>
    /// <param name="trains">Whether the verb trains models, or checks how devices do.</param>
    public CommonOptions(bool severalDevices = false, bool trains = false)
    {
        _tf32 = trains
            ? new("--tf32") { Description = "Do the first layer's products of byte inputs by tensor cores: each weight is two parts of TF32, so that sums are as exact as float32's, and their bits are others. A CUDA device of compute capability 8.0 or later; steps on other inputs stay as they are." }
            : null;
        _device = new("--device")
        {
            Description = severalDevices
                ? "Devices: one of simd, cuda[:i], opencl[:i] and cpu, several with commas between them, auto for the fastest that works, or all for every one that works; all leaves out cpu, the simulator, and, where there is a GPU, OpenCL on the processor. OpenCL on the processor and simd compete for its cores."
                : "Device: simd, cuda[:i], opencl[:i], cpu, or auto for the fastest that works.",
            HelpName = severalDevices ? "ID,ID|auto|all" : "ID",
            DefaultValueFactory = _ => "auto",
        };
        _device.Validators.Add(result =>
        {
            try
            {
                var text = result.GetValueOrDefault<string>();
                _ = severalDevices ? DeviceSelection.Parse(text).Requests.Count : DeviceRequest.Parse(text).Index;
            }
            catch (ArgumentException e)
            {
                result.AddError($"--{e.Message}");
            }
        });
        _threads.Validators.Add(static result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() is (< 0 or > SimdEngine.MaxThreads) and var threads)
                result.AddError($"--threads: expected 0 to {SimdEngine.MaxThreads}, got {threads}");
        });
    }

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_device);
        command.Options.Add(_seed);
        command.Options.Add(_threads);
        command.Options.Add(_json);
        if (_tf32 is not null)
            command.Options.Add(_tf32);
    }

    /// <summary>Whether the result is to be JSON.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The seed.</summary>
    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>The device asked for, opened.</summary>
    /// <exception cref="DeviceNotFoundException">There is no such device.</exception>
    public IEngine OpenEngine(ParseResult parsed)
    {
        var id = parsed.GetValue(_device)!;
        // Looking for drivers takes a while; who asks for the processor need not wait for it.
        return DeviceRequest.Parse(id).Kind is DeviceKind.Simd && !UsesTf32(parsed) ? OpenSimd(parsed) : Catalog(parsed).Open(id);
    }

    /// <summary>The device asked for, opened; standard error says which it is.</summary>
    /// <exception cref="DeviceNotFoundException">There is no such device.</exception>
    public IEngine OpenAnnouncedEngine(ParseResult parsed)
    {
        var engine = OpenEngine(parsed);
        Announce(engine);
        return engine;
    }

    /// <summary>The devices asked for, opened, each the caller's to dispose of; standard error says which they are.</summary>
    /// <exception cref="DeviceNotFoundException">There is no such device.</exception>
    public IReadOnlyList<IEngine> OpenAnnouncedEngines(ParseResult parsed)
    {
        var selection = DeviceSelection.Parse(parsed.GetValue(_device)!);
        if (selection.Requests is [_])
            return [OpenAnnouncedEngine(parsed)];
        var engines = Catalog(parsed).Open(selection, static line => Console.Error.WriteLine($"note: {line}"));
        foreach (var engine in engines)
            Announce(engine);
        return engines;
    }

    /// <summary>Checks that the device asked for exists, without opening it, and returns all there are.</summary>
    public DeviceCatalog Catalog(ParseResult parsed) => new(
        () => OpenSimd(parsed),
        SimdEngine.Describe(parsed.GetValue(_threads)),
        UserFolder.Path is { } folder ? new TuningFile(Path.Combine(folder, "tuning.json")) : null,
        UsesTf32(parsed));

    /// <summary>The id that was asked for.</summary>
    public string DeviceId(ParseResult parsed) => parsed.GetValue(_device)!;

    private static void Announce(IEngine engine) => Console.Error.WriteLine($"device: {engine.Device.Id} ({engine.Device.Name}){(engine.Device.UsesTf32 ? ", byte inputs in TF32" : "")}");

    private bool UsesTf32(ParseResult parsed) => _tf32 is not null && parsed.GetValue(_tf32);

    private SimdEngine OpenSimd(ParseResult parsed) => new(parsed.GetValue(_threads));
}
