using System.Globalization;

namespace RrrGpu.Kernels;

/// <summary>What a user asks for with <c>--device</c>: <c>simd</c>, <c>cuda[:i]</c>, <c>opencl[:i]</c>, <c>cpu</c> or <c>auto</c>.</summary>
/// <param name="Kind">The kind asked for; null for <c>auto</c>.</param>
/// <param name="Index">Which device of that kind, from 0.</param>
public readonly record struct DeviceRequest(DeviceKind? Kind, int Index)
{
    /// <summary>Whether the fastest device is to be chosen.</summary>
    public bool IsAuto => Kind is null;

    /// <summary>The id of the device asked for, as <see cref="DeviceDescription.Id"/> writes it.</summary>
    public string Id => Kind switch
    {
        DeviceKind.Simd => "simd",
        DeviceKind.Cpu => "cpu",
        DeviceKind.Cuda => $"cuda:{Index}",
        DeviceKind.OpenCL => $"opencl:{Index}",
        _ => "auto",
    };

    /// <summary>Reads a device id; a missing index means 0.</summary>
    /// <exception cref="ArgumentException"><paramref name="id"/> has another form.</exception>
    public static DeviceRequest Parse(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return TryParse(id, out var request) ? request : throw new ArgumentException($"device: expected simd, cuda[:i], opencl[:i], cpu or auto, got '{id}'");
    }

    /// <summary>As <see cref="Parse"/>; false where <paramref name="id"/> has another form.</summary>
    public static bool TryParse(string id, out DeviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(id);
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? id : id[..colon];
        var index = 0;
        var indexed = colon >= 0;
        request = default;
        if (indexed && !int.TryParse(id.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index))
            return false;
        DeviceRequest? read = (name, indexed) switch
        {
            ("auto", false) => new(null, 0),
            ("simd", false) => new(DeviceKind.Simd, 0),
            ("cpu", false) => new(DeviceKind.Cpu, 0),
            ("cuda", _) => new(DeviceKind.Cuda, index),
            ("opencl", _) => new(DeviceKind.OpenCL, index),
            _ => null,
        };
        request = read ?? default;
        return read is not null;
    }
}
