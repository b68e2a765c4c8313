using RrrGpu.Host.Output;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>A device of a sweep, with the rows on it.</summary>
internal sealed class SweepDevice : IDisposable
{
    private readonly IEngine _engine;

    private SweepDevice(IEngine engine, ResidentData rows, NamedAnnotations annotations, int? group, DeviceTally tally)
    {
        _engine = engine;
        Rows = rows;
        Tally = tally;
        Trainer = new TrialTrainer(engine, rows, annotations.ByName);
        Size = group is { } models ? new GroupSize(models, "--group") : GroupSize.For(engine.Device, rows, annotations.MaxPerRow);
    }

    /// <summary>The device.</summary>
    public DeviceDescription Description => _engine.Device;

    /// <summary>The rows on it.</summary>
    public ResidentData Rows { get; }

    /// <summary>Trains trials on it.</summary>
    public TrialTrainer Trainer { get; }

    /// <summary>The most trials of a group.</summary>
    public GroupSize Size { get; }

    /// <summary>What it does.</summary>
    public DeviceTally Tally { get; }

    /// <summary>Takes the rows to every device. One that has no room for them, or fails, is left out where another does.</summary>
    /// <param name="engines">The devices' engines, which stay the caller's.</param>
    /// <param name="data">The rows.</param>
    /// <param name="settings">How to train on them.</param>
    /// <param name="annotations">The annotations that trials name.</param>
    /// <param name="group">The most trials of a group; null leaves it to each device.</param>
    /// <param name="progress">Where it is told.</param>
    public static List<SweepDevice> Prepare(
        IReadOnlyList<IEngine> engines, DataSet data, TrainingSettings settings, NamedAnnotations annotations, int? group, SweepProgress progress)
    {
        var devices = new List<SweepDevice>();
        try
        {
            for (var i = 0; i < engines.Count; i++)
            {
                var engine = engines[i];
                var tally = progress.Add(engine.Device);
                try
                {
                    devices.Add(new SweepDevice(engine, RowsOn(engine, data, settings), annotations, group, tally));
                }
                catch (Exception e) when (IsOfTheDevice(e) && (devices.Count > 0 || i < engines.Count - 1))
                {
                    tally.Fail(LineOf(e));
                    Console.Error.WriteLine($"device {engine.Device.Id}: left out: {LineOf(e)}");
                }
            }

            return devices;
        }
        catch
        {
            devices.ForEach(static device => device.Dispose());
            throw;
        }
    }

    /// <summary>Whether a failure lies in one device, so that another may do what it could not.</summary>
    public static bool IsOfTheDevice(Exception failure) => DeviceFault.IsLoss(failure) || DeviceFault.IsShortage(failure);

    /// <summary>What went wrong, on one line.</summary>
    public static string LineOf(Exception failure)
    {
        var text = failure is DeviceMemoryException or OutOfMemoryException or ArgumentException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}";
        return text.ReplaceLineEndings(" ");
    }

    /// <summary>The device and how many trials it takes at once.</summary>
    public string Describe() => $"groups of at most {Names.Of(Size.Models)} models ({Size.Reason})";

    private static ResidentData RowsOn(IEngine engine, DataSet data, TrainingSettings settings)
    {
        var rows = new Trainer(engine).Prepare(data, settings);
        try
        {
            rows.Shape.Validated();
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Rows.Dispose();
        }
        catch (Exception e) when (DeviceFault.IsLoss(e))
        {
            // Of a device that is lost, memory cannot be given back, either.
            System.Diagnostics.Trace.TraceInformation(e.Message);
        }
    }
}
