namespace RrrGpu.Kernels;

/// <summary>
/// What a user asks for with <c>--device</c> where several devices may share the work: one id as <see cref="DeviceRequest"/> reads it,
/// a list of ids with commas between them, or <c>all</c>.
/// </summary>
/// <param name="Requests">The devices named, each once; empty for <c>all</c>.</param>
public sealed record DeviceSelection(IReadOnlyList<DeviceRequest> Requests)
{
    /// <summary>Whether every device that works is meant.</summary>
    public bool IsAll => Requests.Count == 0;

    /// <summary>Reads a selection.</summary>
    /// <exception cref="ArgumentException"><paramref name="ids"/> has another form, or names a device twice.</exception>
    public static DeviceSelection Parse(string ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids == "all")
            return new DeviceSelection([]);
        var requests = new List<DeviceRequest>();
        var names = ids.Split(',');
        foreach (var name in names)
        {
            if (!DeviceRequest.TryParse(name, out var request) || (request.IsAuto && names.Length > 1))
                throw new ArgumentException($"device: expected all, or some of simd, cuda[:i], opencl[:i] and cpu with commas between them, or auto, got '{ids}'");
            if (requests.Contains(request))
                throw new ArgumentException($"device: expected each device once, got {request.Id} twice in '{ids}'");
            requests.Add(request);
        }

        return new DeviceSelection(requests);
    }
}
