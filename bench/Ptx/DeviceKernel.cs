using System.Reflection;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Ptx;

/// <summary>An entry point on devices: the kernel of a pass, with one choice of what the pass is generic in.</summary>
/// <param name="Name">Its class and method, without namespaces.</param>
/// <param name="Method">The method that is compiled.</param>
internal sealed record DeviceKernel(string Name, MethodInfo Method)
{
    private const string Namespace = "RrrGpu.Kernels.Ilgpu";

    /// <summary>Every kernel of the passes.</summary>
    public static IReadOnlyList<DeviceKernel> All { get; } = new KernelSearch(
        [.. typeof(IlgpuEngine).Assembly.GetTypes().Where(static type => type.Namespace?.StartsWith(Namespace, StringComparison.Ordinal) == true)]).Find();

    /// <summary>The name with nothing in it that a path should not have.</summary>
    public string FileName => Name.Replace(", ", "-", StringComparison.Ordinal).Replace('<', '-').Replace(">", "", StringComparison.Ordinal);

    /// <summary>What a type is called, without namespaces.</summary>
    public static string NameOf(Type type) => type.Name.Split('`')[0] + ArgumentsOf(type.GetGenericArguments());

    /// <summary>What a generic type or method is made of, as it stands in a name.</summary>
    public static string ArgumentsOf(Type[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(NameOf))}>";
}
