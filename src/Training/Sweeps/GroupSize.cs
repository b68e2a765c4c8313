using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>How many trials to train as one ensemble.</summary>
/// <param name="Models">The size.</param>
/// <param name="Reason">What it follows from, in a few words.</param>
public sealed record GroupSize(int Models, string Reason)
{
    /// <summary>
    /// On a processor, models train side by side on a thread each, so that any multiple of the threads is as fast as any other;
    /// small groups bring results sooner and leave work to other processes.
    /// </summary>
    private const int ModelsPerThread = 8;

    /// <summary>Checkpoints of a group beyond this would take longer to write than they save.</summary>
    private const long CheckpointBytes = 1L << 30;

    /// <summary>The share of a device's memory that models may take; rows and evaluation need some too.</summary>
    private const double MemoryShare = 0.5;

    /// <summary>Floats that a parameter takes: θ, two moments and a gradient.</summary>
    private const int FloatsPerParameter = 4;

    /// <summary>Chooses a size for a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="marksPerRow">The most entries that an annotation marks in one row.</param>
    public static GroupSize For(DeviceDescription device, ResidentData rows, int marksPerRow)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(rows);
        var shape = rows.Shape;
        var settings = rows.Settings;
        var perCheckpoint = shape.ParameterCount * 3 * sizeof(float) * (settings.EarlyStop is null ? 1 : 2);
        var size = new GroupSize((int)Math.Clamp(CheckpointBytes / perCheckpoint, 1, int.MaxValue), "checkpoints of at most 1 GiB");
        if (device.Threads is { } threads)
            size = size.AtMost((long)threads * ModelsPerThread, $"{threads} {(threads == 1 ? "thread" : "threads")}, {ModelsPerThread} models for each");
        if (device.MemoryBytes is { } memory)
        {
            // Processors hold a copy of each state beside the ensemble's; validation has an ensemble of its own.
            var copies = 1 + (settings.Validation is null ? 0 : 1) + (device.Threads is null ? 0 : 2);
            var perRow = 4L * (shape.Hidden1 + shape.Hidden2) + 5L * shape.Classes + 1 + marksPerRow;
            var batch = Math.Min(rows.Data.Train.Count, settings.BatchSize) + settings.AlwaysInclude.Count;
            var perModel = sizeof(float) * (shape.ParameterCount * FloatsPerParameter * copies + (device.Threads is null ? perRow * batch : 0));
            var rowBytes = sizeof(float) * (long)shape.Inputs * (rows.Source.Train.Count + rows.Source.Test.Count);
            var free = Math.Max(0, memory * MemoryShare - rowBytes);
            size = size.AtMost((long)(free / perModel), $"{memory / 1e9:0.0} GB of memory");
        }

        return size;
    }

    private GroupSize AtMost(long models, string reason) => models < Models ? new((int)Math.Max(1, models), reason) : this;
}
