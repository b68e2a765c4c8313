using System.Reflection;

namespace RrrGpu.Bench.Ptx;

/// <summary>
/// Finds kernels: static methods whose names end in "Kernel". One that is generic, or whose class is, is found once for everything that its
/// parameters may stand for, which is what their constraints say.
/// </summary>
/// <param name="types">Where to look, for kernels and for what parameters may stand for.</param>
internal sealed class KernelSearch(IReadOnlyList<Type> types)
{
    private const string Suffix = "Kernel";
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    // Of a type that is its own argument; none of ours comes near.
    private const int DeepestNesting = 4;

    /// <summary>What there is, by name.</summary>
    /// <exception cref="InvalidOperationException">There is nothing that a parameter could stand for, or no telling what.</exception>
    public IReadOnlyList<DeviceKernel> Find() =>
    [
        .. from definition in types
           where definition.GetMethods(Declared).Any(IsKernel)
           from type in Required(definition, Closed(definition, 0))
           from kernel in type.GetMethods(Declared).Where(IsKernel).SelectMany(Closed)
           let name = $"{DeviceKernel.NameOf(type)}.{kernel.Name}{DeviceKernel.ArgumentsOf(kernel.GetGenericArguments())}"
           orderby name
           select new DeviceKernel(name, kernel),
    ];

    private static bool IsKernel(MethodInfo method) =>
        method.Name.EndsWith(Suffix, StringComparison.Ordinal) && method.ReturnType == typeof(void);

    /// <summary>A kernel that nothing can be put into would never be compiled, and no one would know.</summary>
    private static Type[] Required(Type definition, IEnumerable<Type> closed) => closed.ToArray() is { Length: > 0 } types
        ? types
        : throw new InvalidOperationException($"{definition}: expected structures that it can be made of, found none");

    private IEnumerable<MethodInfo> Closed(MethodInfo method) => method.IsGenericMethodDefinition
        ? Choices(method.GetGenericArguments(), 0).Select(method.MakeGenericMethod)
        : [method];

    private IEnumerable<Type> Closed(Type type, int depth) => type.IsGenericTypeDefinition
        ? Choices(type.GetGenericArguments(), depth).Select(type.MakeGenericType)
        : [type];

    /// <summary>Everything that type parameters may stand for together.</summary>
    private IEnumerable<Type[]> Choices(Type[] parameters, int depth)
    {
        IEnumerable<Dictionary<Type, Type>> choices = [[]];
        // Those without an interface follow from the others: a structure that implements IInputs<T> says what T is.
        foreach (var parameter in parameters.OrderBy(static parameter => Interfaces(parameter).Length == 0))
        {
            choices =
            [
                .. from choice in choices
                   from argument in choice.TryGetValue(parameter, out var known) ? [known] : Structures(parameter, depth)
                   let more = With(choice, parameter, argument)
                   where more is not null
                   select more,
            ];
        }

        return choices.Select(choice => Array.ConvertAll(parameters, parameter => choice[parameter]));
    }

    /// <summary>A choice with one more argument and what follows from it; null where it does not meet a constraint.</summary>
    private static Dictionary<Type, Type>? With(Dictionary<Type, Type> choice, Type parameter, Type argument)
    {
        var more = new Dictionary<Type, Type>(choice) { [parameter] = argument };
        return Interfaces(parameter).All(required => argument.GetInterfaces().Any(implemented => Fits(required, implemented, more))) ? more : null;
    }

    private static bool Fits(Type required, Type implemented, Dictionary<Type, Type> choice)
    {
        if (!required.ContainsGenericParameters)
            return required == implemented;
        if (!implemented.IsGenericType || implemented.GetGenericTypeDefinition() != required.GetGenericTypeDefinition())
            return false;
        foreach (var (wanted, given) in required.GetGenericArguments().Zip(implemented.GetGenericArguments()))
        {
            if (wanted.IsGenericParameter && choice.TryAdd(wanted, given))
                continue;
            if ((wanted.IsGenericParameter ? choice[wanted] : wanted) != given)
                return false;
        }

        return true;
    }

    /// <summary>The structures of device code that implement something, and so may be what a parameter stands for.</summary>
    private IEnumerable<Type> Structures(Type parameter, int depth)
    {
        if (Interfaces(parameter).Length == 0)
            throw new InvalidOperationException($"{parameter.DeclaringType}: expected an interface that tells what {parameter} may stand for, found none");
        return depth == DeepestNesting
            ? []
            : from definition in types where definition.IsValueType && definition.GetInterfaces().Length > 0 from argument in Closed(definition, depth + 1) select argument;
    }

    private static Type[] Interfaces(Type parameter) => Array.FindAll(parameter.GetGenericParameterConstraints(), static constraint => constraint.IsInterface);
}
