using RrrGpu.Host.Commands;

namespace RrrGpu.Host;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        using var interruption = new Interruption();
        return CommandLine.Run(arguments, interruption.Token);
    }
}
