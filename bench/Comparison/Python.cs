using System.ComponentModel;
using System.Diagnostics;

namespace RrrGpu.Bench.Comparison;

/// <summary>Finds a Python that has what a peer needs.</summary>
internal static class Python
{
    // A Python that the user put first on the path may lack what the system's package manager gave to its own.
    private static readonly string[] Places = ["python3", "/usr/bin/python3", "python"];

    private static readonly Dictionary<string, string> HowToInstall = new()
    {
        ["torch"] = "install PyTorch (Debian: apt-get install python3-torch python3-numpy libopenblas0-pthread; elsewhere: pip install torch numpy)",
        ["jax"] = "install JAX (pip install jax, or 'jax[cuda13]' for a GPU)",
    };

    /// <summary>The first of <c>python3</c>, <c>/usr/bin/python3</c> and <c>python</c> that can import <paramref name="module"/>.</summary>
    /// <exception cref="ChildProcessException">None can; the message says how to install it.</exception>
    public static string With(string module) =>
        Array.Find(Places, place => Imports(place, module))
        ?? throw new ChildProcessException($"no Python among {string.Join(", ", Places)} can import {module}: {HowToInstall[module]}, or name one with --python");

    private static bool Imports(string python, string module)
    {
        var start = new ProcessStartInfo(python, ["-c", $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"])
        {
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start);
            process?.StandardError.ReadToEnd();
            process?.WaitForExit();
            return process?.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
