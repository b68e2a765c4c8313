namespace RrrGpu.Kernels;

/// <summary>A device was named in the right form, but this machine has no such device or it does not open.</summary>
public sealed class DeviceNotFoundException : Exception
{
    /// <summary>Creates the exception with one line that names what was asked for and what there is.</summary>
    public DeviceNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>As above, with what the driver said.</summary>
    public DeviceNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
