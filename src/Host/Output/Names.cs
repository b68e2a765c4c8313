using System.Globalization;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Output;

/// <summary>Names and numbers as the command writes and reads them.</summary>
internal static class Names
{
    public static string Of(DeviceKind kind) => kind switch
    {
        DeviceKind.OpenCL => "opencl",
        _ => Kebab(kind.ToString()),
    };

    public static string Of(GoldenOutcome outcome) => Kebab(outcome.ToString());

    public static string Of(ModelStatus status) => Kebab(status.ToString());

    public static string Of(int count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Four decimals, for accuracies.</summary>
    public static string Accuracy(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>Four significant digits at least, for sums of losses.</summary>
    public static string Loss(double? value) => value is not { } loss ? "not finite" : loss.ToString(Math.Abs(loss) >= 1000 ? "0" : "G4", CultureInfo.InvariantCulture);

    public static string Seconds(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    public static string Scientific(double value) => value.ToString("0.0e+0", CultureInfo.InvariantCulture);

    /// <summary>The name of an enum's member: <c>LogSum</c> is <c>log-sum</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Kebab(value.ToString());

    /// <summary>Every name that <see cref="Parse"/> takes.</summary>
    public static string All<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(static v => Kebab(v.ToString())));

    /// <summary>Reads a name back.</summary>
    /// <exception cref="BadInputException">There is no such name.</exception>
    public static T Parse<T>(string option, string name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Kebab(value.ToString()) == name)
                return value;
        }

        throw new BadInputException($"{option}: expected one of {All<T>()}, got '{name}'");
    }

    private static string Kebab(string name) =>
        string.Concat(name.Select(static (c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
