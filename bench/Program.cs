using RrrGpu.Bench;
using RrrGpu.Bench.Comparison;
using RrrGpu.Kernels;

const int failed = 1, badInput = 2, noDevice = 3;

try
{
    return Commands.Create().Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (ChildProcessException e)
{
    Console.Error.WriteLine(e.Message);
    return failed;
}
catch (DeviceNotFoundException e)
{
    Console.Error.WriteLine(e.Message);
    return noDevice;
}
catch (Exception e) when (e is ArgumentException or FormatException or IOException)
{
    Console.Error.WriteLine(e.Message);
    return badInput;
}
