using System.Reflection;

namespace RrrGpu.Host.Output;

/// <summary>Which build this is.</summary>
internal static class ProgramVersion
{
    private static readonly string s_informational =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>The version number.</summary>
    public static string Number => s_informational.Split('+')[0];

    /// <summary>The commit it was built from; null where the build did not know.</summary>
    public static string? Commit => s_informational.Split('+') is [_, { Length: > 0 } commit] ? commit : null;
}
