using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>Allocates on one device; a shortage becomes one clear exception.</summary>
internal sealed class DeviceMemory(Accelerator accelerator, DeviceDescription device)
{
    /// <summary>Elements that every buffer has beyond what it was asked for, so that eight columns may always be read.</summary>
    public const int Slack = 32;

    /// <summary>Allocates <paramref name="length"/> elements with undefined contents.</summary>
    /// <param name="length">Elements, at least 0.</param>
    /// <param name="what">What they are for, for the message.</param>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long length, string what)
        where T : unmanaged
    {
        if (length > int.MaxValue - Slack)
            throw Shortage<T>(length, what, null);
        try
        {
            return accelerator.Allocate1D<T>(length + Slack);
        }
        catch (Exception e) when (DeviceFault.IsShortage(e))
        {
            throw Shortage<T>(length, what, e);
        }
    }

    /// <summary>Allocates and fills a buffer.</summary>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public MemoryBuffer1D<T, Stride1D.Dense> Upload<T>(ReadOnlySpan<T> values, string what)
        where T : unmanaged
    {
        var buffer = Allocate<T>(values.Length, what);
        Write(buffer.View.BaseView, values, what);
        return buffer;
    }

    /// <summary>Copies <paramref name="values"/> to the beginning of <paramref name="view"/>.</summary>
    /// <exception cref="DeviceMemoryException">The device allocates on first use, and has no memory left.</exception>
    public void Write<T>(ArrayView<T> view, ReadOnlySpan<T> values, string what)
        where T : unmanaged
    {
        if (values.IsEmpty)
            return;
        try
        {
            // The overload that takes a span holds it still; the one that takes a reference copies from where the array was before the
            // garbage collector moved it.
            view.SubView(0, values.Length).CopyFromCPU(values);
        }
        catch (Exception e) when (DeviceFault.IsShortage(e))
        {
            throw Shortage<T>(values.Length, what, e);
        }
    }

    /// <summary>Copies the first <paramref name="length"/> elements of <paramref name="view"/> to the host, once all queued work is done.</summary>
    public T[] Read<T>(ArrayView<T> view, int length)
        where T : unmanaged
    {
        var values = new T[length];
        Read(view, values.AsSpan());
        return values;
    }

    /// <summary>Copies as many elements of <paramref name="view"/> to the host as <paramref name="values"/> has room for, once all queued work is done.</summary>
    public void Read<T>(ArrayView<T> view, Span<T> values)
        where T : unmanaged
    {
        if (values.Length > 0)
            view.SubView(0, values.Length).CopyToCPU(values);
        accelerator.Synchronize();
    }

    private DeviceMemoryException Shortage<T>(long length, string what, Exception? inner)
        where T : unmanaged =>
        new($"device {device.Id}: no room for {what}, {length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>() / 1e6:F1} MB of {accelerator.MemorySize / 1e6:F0} MB", inner);
}
