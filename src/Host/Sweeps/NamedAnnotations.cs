using RrrGpu.Host.Commands;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>The annotations of a grid by name, each read once.</summary>
internal sealed class NamedAnnotations
{
    private NamedAnnotations(IReadOnlyDictionary<string, Annotation?> byName)
    {
        ByName = byName;
        Hashes = byName.ToDictionary(static pair => pair.Key, static pair => TrainingFingerprint.HashOf(pair.Value));
    }

    /// <summary>The annotations; null marks nothing.</summary>
    public IReadOnlyDictionary<string, Annotation?> ByName { get; }

    /// <summary>Their SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>The most entries that one of them marks in a row.</summary>
    public int MaxPerRow => ByName.Values.Max(static annotation => annotation?.MaxPerRow ?? 0);

    /// <summary>Whether one of them marks anything.</summary>
    public bool MarkAny => ByName.Values.Any(static annotation => annotation is { Count: > 0 });

    /// <summary>Reads them for a data set.</summary>
    /// <param name="names">Names as <see cref="AnnotationOptions.Read(string, DataSet)"/> takes; <c>+</c> unites some into one.</param>
    /// <param name="data">The data set.</param>
    /// <exception cref="BadInputException">The data set has none of its own, or a file is unusable.</exception>
    public static NamedAnnotations Read(IReadOnlyList<string> names, DataSet data)
    {
        var parts = new Dictionary<string, Annotation?>();
        return new(names.ToDictionary(static name => name, name => AxisParser.Split(name, '+').Select(Part).Aggregate(Unite)));

        Annotation? Part(string part)
        {
            if (!parts.TryGetValue(part, out var annotation))
                parts[part] = annotation = AnnotationOptions.Read(part, data);
            return annotation;
        }
    }

    private static Annotation? Unite(Annotation? first, Annotation? second) =>
        first is null || second is null ? first ?? second : Annotation.Union(first, second);
}
