using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using RrrGpu.Host.Data;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>What a run of the command left.</summary>
internal sealed record RrrResult(int ExitCode, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The real <c>rrr</c> process, as it was built beside the tests.</summary>
internal sealed partial class RrrProcess : IDisposable
{
    public const int Kill = 9;

    /// <summary>The variable that says where a user's programs keep data.</summary>
    public const string UserDataVariable = "XDG_DATA_HOME";

    /// <summary>
    /// Ctrl-C's signal, or, where whoever started these tests has it ignored (as shells do for jobs in the background), the one
    /// that asks a process to end: rrr answers both alike.
    /// </summary>
    public static int Interrupt { get; } = IsInterruptIgnored() ? 15 : 2;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task _errorEnd;
    private readonly StringBuilder _error = new();

    private RrrProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // What the machine's user has set or downloaded must not choose the data of a test.
        start.Environment.Remove(DataSetCatalog.FolderVariable);
        start.Environment.TryGetValue(UserDataVariable, out var userData);
        if (userData == Environment.GetEnvironmentVariable(UserDataVariable))
            start.Environment[UserDataVariable] = System.IO.Path.Combine(AppContext.BaseDirectory, "no-user-data");
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errorEnd = Task.Run(ReadErrorAsync);
    }

    /// <summary>The path of the program; its extension is that of the machine's programs.</summary>
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "rrr.exe" : "rrr");

    public string ErrorSoFar
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    public static RrrProcess Start(params string[] arguments) => new(new ProcessStartInfo(Path, arguments));

    /// <summary>Runs the command to its end.</summary>
    public static Task<RrrResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs the command to its end with environment variables besides this process's own.</summary>
    public static async Task<RrrResult> RunAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, arguments);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = new RrrProcess(start);
        return await process.EndAsync();
    }

    /// <summary>Runs the command in a shell that lets no file grow beyond <paramref name="kibibytes"/>, as a full disk would.</summary>
    public static async Task<RrrResult> RunWithSmallFilesAsync(int kibibytes, params string[] arguments)
    {
        // The runtime keeps compiled code in a file of its own unless it is told not to.
        var start = new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"", Path, .. arguments])
        {
            Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
        };
        using var process = new RrrProcess(start);
        return await process.EndAsync();
    }

    public void Signal(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    /// <summary>Waits until <paramref name="condition"/> holds; the process must not end before.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        for (var time = Stopwatch.StartNew(); !condition(); await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            Assert.False(HasExited, ErrorSoFar);
            Assert.True(time.Elapsed < s_limit, ErrorSoFar);
        }
    }

    /// <summary>Waits for the end.</summary>
    public async Task<RrrResult> EndAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"rrr {string.Join(' ', _process.StartInfo.ArgumentList)} did not end in {s_limit.TotalSeconds} s; it said:\n{ErrorSoFar}");
        }

        await _errorEnd;
        return new RrrResult(_process.ExitCode, await _output, ErrorSoFar);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static bool IsInterruptIgnored()
    {
        const string status = "/proc/self/status";
        const string ignored = "SigIgn:";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(static l => l.StartsWith(ignored, StringComparison.Ordinal)) : null;
        return line is not null && (Convert.ToUInt64(line[ignored.Length..].Trim(), 16) & 1ul << (2 - 1)) != 0;
    }

    private async Task ReadErrorAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardError.ReadAsync(buffer.AsMemory()) is > 0 and var count)
        {
            lock (_error)
                _error.Append(buffer, 0, count);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
