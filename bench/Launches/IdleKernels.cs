using System.Linq.Expressions;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Bench.Launches;

/// <summary>Kernels that do nothing with any parameters: what a launch costs when it is all there is.</summary>
internal static class IdleKernels
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>The most parameters that ILGPU launches with.</summary>
    public const int MostParameters = 14;

    /// <summary>Compiles a kernel of these parameters; what is returned queues it once, on one group of one thread, as a pass would.</summary>
    /// <exception cref="ArgumentException">There are no parameters, or too many.</exception>
    public static Action Load(Accelerator accelerator, IReadOnlyList<Type> parameters)
    {
        if (parameters.Count is < 1 or > MostParameters)
            throw new ArgumentException($"parameters: expected 1 to {MostParameters}, got {parameters.Count}", nameof(parameters));
        Type[] types = [.. parameters];
        var kernel = typeof(IdleKernels).GetMethods(AnyStatic)
            .Single(method => method.Name == nameof(Kernel) && method.GetGenericArguments().Length == types.Length).MakeGenericMethod(types);
        var load = typeof(KernelLoaders).GetMethods(AnyStatic).Single(method =>
            method.Name == nameof(KernelLoaders.LoadStreamKernel) && method.GetGenericArguments().Length == types.Length && method.GetParameters().Length == 2);
        var launcher = (Delegate)load.MakeGenericMethod(types).Invoke(null, [accelerator, kernel.CreateDelegate(Expression.GetActionType(types))])!;
        // A typed call, as that of a pass: calling through reflection would cost more than the launch.
        return Expression.Lambda<Action>(Expression.Invoke(
            Expression.Constant(launcher),
            [Expression.Constant(new KernelConfig(new Index3D(1, 1, 1), new Index3D(1, 1, 1))), .. types.Select(Expression.Default)])).Compile();
    }

    private static void Kernel<T1>(T1 _1)
    {
    }

    private static void Kernel<T1, T2>(T1 _1, T2 _2)
    {
    }

    private static void Kernel<T1, T2, T3>(T1 _1, T2 _2, T3 _3)
    {
    }

    private static void Kernel<T1, T2, T3, T4>(T1 _1, T2 _2, T3 _3, T4 _4)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6, T7>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6, T7 _7)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6, T7, T8>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6, T7 _7, T8 _8)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6, T7 _7, T8 _8, T9 _9)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6, T7 _7, T8 _8, T9 _9, T10 _10)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6, T7 _7, T8 _8, T9 _9, T10 _10, T11 _11)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6, T7 _7, T8 _8, T9 _9, T10 _10, T11 _11, T12 _12)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6, T7 _7, T8 _8, T9 _9, T10 _10, T11 _11, T12 _12, T13 _13)
    {
    }

    private static void Kernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>(T1 _1, T2 _2, T3 _3, T4 _4, T5 _5, T6 _6, T7 _7, T8 _8, T9 _9, T10 _10, T11 _11, T12 _12, T13 _13, T14 _14)
    {
    }
}
