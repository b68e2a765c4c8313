using System.Reflection;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Ptx;

/// <summary>An entry point on devices: the kernel of a pass, with one choice of what the pass is generic in.</summary>
/// <param name="Name">Its class and method, without namespaces.</param>
/// <param name="Method">The method that is compiled.</param>
internal sealed record DeviceKernel(string Name, MethodInfo Method)
{
    private const string Namespace = "RrrGpu.Kernels.Ilgpu";
    private const string Suffix = "Kernel";
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    // Of a type that is its own argument; none of ours comes near.
    private const int DeepestNesting = 4;

    private static readonly Type[] Types =
        [.. typeof(IlgpuEngine).Assembly.GetTypes().Where(static type => type.Namespace?.StartsWith(Namespace, StringComparison.Ordinal) == true)];

    /// <summary>Every kernel: the static methods of device code whose names end in "Kernel". Nothing lists them.</summary>
    public static IReadOnlyList<DeviceKernel> All { get; } =
    [
        .. from definition in Types
           where definition.GetMethods(Declared).Any(IsKernel)
           from type in Closed(definition, 0)
           from kernel in type.GetMethods(Declared).Where(IsKernel).SelectMany(Closed)
           let name = $"{NameOf(type)}.{kernel.Name}{ArgumentsOf(kernel.GetGenericArguments())}"
           orderby name
           select new DeviceKernel(name, kernel),
    ];

    /// <summary>The name with nothing in it that a path should not have.</summary>
    public string FileName => Name.Replace(", ", "-", StringComparison.Ordinal).Replace('<', '-').Replace(">", "", StringComparison.Ordinal);

    /// <summary>What a type is called, without namespaces.</summary>
    public static string NameOf(Type type) => type.Name.Split('`')[0] + ArgumentsOf(type.GetGenericArguments());

    private static bool IsKernel(MethodInfo method) =>
        method.Name.EndsWith(Suffix, StringComparison.Ordinal) && method.ReturnType == typeof(void);

    private static IEnumerable<MethodInfo> Closed(MethodInfo method) => method.IsGenericMethodDefinition
        ? Choices(method.GetGenericArguments(), 0).Select(method.MakeGenericMethod)
        : [method];

    private static IEnumerable<Type> Closed(Type type, int depth) => type.IsGenericTypeDefinition
        ? Choices(type.GetGenericArguments(), depth).Select(type.MakeGenericType)
        : [type];

    private static IEnumerable<Type[]> Choices(Type[] parameters, int depth) => parameters.Aggregate<Type, IEnumerable<Type[]>>(
        [[]],
        (choices, parameter) => [.. from choice in choices from argument in Fitting(parameter, depth) select (Type[])[.. choice, argument]]);

    /// <summary>The structures of device code that a type parameter may stand for.</summary>
    private static IEnumerable<Type> Fitting(Type parameter, int depth)
    {
        Type[] interfaces = [.. parameter.GetGenericParameterConstraints().Where(static constraint => constraint.IsInterface)];
        if (interfaces.Length == 0)
            throw new InvalidOperationException($"{parameter.DeclaringType}: expected an interface among the constraints of {parameter}, got none, so what it stands for cannot be found");
        if (depth == DeepestNesting)
            return [];
        return from definition in Types
               where definition.IsValueType && definition.GetInterfaces().Length > 0
               from argument in Closed(definition, depth + 1)
               where interfaces.All(required => required.IsAssignableFrom(argument))
               select argument;
    }

    private static string ArgumentsOf(Type[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(NameOf))}>";
}
