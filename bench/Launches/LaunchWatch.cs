using System.Linq.Expressions;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Launches;

/// <summary>
/// Stands between an engine's passes and their kernels: every launch of a pass that has been used goes through a function of the
/// benchmark's, which knows the kernel and may launch it as often as it likes. Passes are found by looking through the engine, so
/// none has to be named or to know of it.
/// </summary>
internal sealed class LaunchWatch
{
    private const BindingFlags AnyField = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;
    private const string DeviceCode = "RrrGpu.Kernels";

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private Action<string, Action> _observer = static (_, launch) => launch();

    private LaunchWatch(IlgpuEngine engine) => Visit(engine);

    /// <summary>Where the engine's launches go.</summary>
    public Accelerator? Accelerator { get; private set; }

    /// <summary>Kernels that are watched.</summary>
    public int Count { get; private set; }

    /// <summary>Watches the passes that an engine has used so far.</summary>
    /// <exception cref="InvalidOperationException">It has used none that can be found.</exception>
    public static LaunchWatch On(IlgpuEngine engine)
    {
        var watch = new LaunchWatch(engine);
        return watch.Count > 0 ? watch : throw new InvalidOperationException("launches: expected passes in the engine, found none");
    }

    /// <summary>Runs <paramref name="work"/> with each launch given to <paramref name="observer"/>: the kernel, and what launches it.</summary>
    public void During(Action work, Action<string, Action> observer)
    {
        var before = _observer;
        _observer = observer;
        try
        {
            work();
        }
        finally
        {
            _observer = before;
        }
    }

    private void Visit(object owner)
    {
        if (!_seen.Add(owner))
            return;
        for (var type = owner.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(AnyField))
            {
                if (field.GetValue(owner) is not { } value)
                    continue;
                Accelerator ??= value as Accelerator;
                if (value is Delegate launcher && Parameters(launcher) is [{ } first, ..] && first == typeof(KernelConfig))
                    field.SetValue(owner, Watched($"{Ptx.DeviceKernel.NameOf(owner.GetType())}{Suffix(field.Name)}", launcher));
                else
                    VisitPart(value);
            }
        }
    }

    /// <summary>Looks into what a field holds, alone, lazily or among others, if it is of ours.</summary>
    private void VisitPart(object value)
    {
        if (value is Array { Rank: 1 } parts && !value.GetType().GetElementType()!.IsPrimitive)
        {
            foreach (var part in parts)
            {
                if (part is not null)
                    VisitPart(part);
            }
        }
        else if (Made(value) is { } made && !made.GetType().IsValueType && made.GetType().Namespace?.StartsWith(DeviceCode, StringComparison.Ordinal) == true)
        {
            Visit(made);
        }
    }

    /// <summary>What a lazy value holds; null if that is not made yet.</summary>
    private static object? Made(object value)
    {
        var type = value.GetType();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Lazy<>))
            return value;
        return (bool)type.GetProperty(nameof(Lazy<object>.IsValueCreated))!.GetValue(value)! ? type.GetProperty(nameof(Lazy<object>.Value))!.GetValue(value) : null;
    }

    private static Type[] Parameters(Delegate launcher) =>
        [.. launcher.GetType().GetMethod(nameof(Action.Invoke))!.GetParameters().Select(static parameter => parameter.ParameterType)];

    // Passes with one kernel call it "_kernel"; that says nothing.
    private static string Suffix(string field) => field == "_kernel" ? "" : "." + field.TrimStart('_');

    /// <summary>A launcher of the same type that hands the launch to the observer.</summary>
    private Delegate Watched(string kernel, Delegate launcher)
    {
        Count++;
        ParameterExpression[] parameters = [.. Parameters(launcher).Select(Expression.Parameter)];
        var launch = Expression.Lambda<Action>(Expression.Invoke(Expression.Constant(launcher), parameters));
        var observe = Expression.Call(Expression.Constant(this), GetType().GetMethod(nameof(Observe), BindingFlags.Instance | BindingFlags.NonPublic)!, Expression.Constant(kernel), launch);
        return Expression.Lambda(launcher.GetType(), observe, parameters).Compile();
    }

    private void Observe(string kernel, Action launch) => _observer(kernel, launch);
}
