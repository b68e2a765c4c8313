using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RrrGpu.Host.Sweeps;

/// <summary>Which process owns a claim, so that others can tell whether it still lives.</summary>
/// <param name="Machine">The host, its boot and the space in which its process numbers count: where two are equal, numbers can be compared.</param>
/// <param name="Process">The process's number.</param>
/// <param name="Start">When it started, in the system's own count; numbers are given out again.</param>
internal sealed record ProcessIdentity(string Machine, int Process, long Start)
{
    /// <summary>An owner that has not been heard of for so long is taken for dead where nothing more can be known about it.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    /// <summary>This process.</summary>
    public static ProcessIdentity Own { get; } = new(OwnMachine(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    /// <summary>The host's name alone, for messages.</summary>
    public string Host => Machine.Split(' ')[0];

    /// <summary>
    /// Whether this owner is gone. A process of this machine is looked up; of another machine only its last heartbeat is known.
    /// </summary>
    /// <param name="sinceHeartbeat">Time since then, by the two machines' clocks.</param>
    public bool IsGone(TimeSpan sinceHeartbeat) =>
        Machine == Own.Machine ? StartOf(Process) != Start : sinceHeartbeat > Silence;

    /// <summary>When a living process of this machine started; null where there is none of that number.</summary>
    private static long? StartOf(int process)
    {
        if (OperatingSystem.IsLinux())
            return LinuxStartOf(process);
        try
        {
            using var other = System.Diagnostics.Process.GetProcessById(process);
            return other.HasExited ? null : other.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Clock ticks from boot to the start: unlike a time of day, they do not move when the clock is set.</summary>
    private static long? LinuxStartOf(int process)
    {
        try
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name, in parentheses, may hold anything. After it come the state (field 3), … and the start (field 22).
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            var isDead = fields[0] is "Z" or "X" or "x";
            return isDead ? null : long.Parse(fields[22 - 3], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string OwnMachine()
    {
        var boot = "";
        var numbers = "";
        try
        {
            if (OperatingSystem.IsLinux())
            {
                boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
                numbers = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trace.TraceInformation($"no boot or process number space can be told: {e.Message}");
        }

        return $"{Environment.MachineName} {boot} {numbers} {RuntimeInformation.ProcessArchitecture}";
    }
}
