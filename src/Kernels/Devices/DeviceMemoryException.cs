namespace RrrGpu.Kernels;

/// <summary>A device has not enough memory for what was asked of it.</summary>
public sealed class DeviceMemoryException : Exception
{
    /// <summary>Creates the exception with one line that names the device, the size and the purpose.</summary>
    public DeviceMemoryException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
