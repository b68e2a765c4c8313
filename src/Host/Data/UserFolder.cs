namespace RrrGpu.Host.Data;

/// <summary>
/// The folder in which this user's downloaded data sets are kept, and what engines have measured: <c>rrr</c> in the system's place
/// for data of programs.
/// </summary>
internal static class UserFolder
{
    /// <summary>Its path, whether it is there or not; null where the system names no such place.</summary>
    public static string? Path { get; } =
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? System.IO.Path.Combine(data, "rrr")
            : null;
}
