using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Experiments;

/// <summary>What different ways of choosing λ₁ from a sweep come to. Settings without a completed trial are not chosen; without any, numbers are NaN.</summary>
/// <param name="Best">The λ₁ that is best on test rows, which nobody who chooses can see.</param>
/// <param name="BestTest">Its accuracy on test rows.</param>
/// <param name="BestRatio">Its right-reasons term over cross-entropy before the first step.</param>
/// <param name="ByValidation">The λ₁ that is best on held-out rows.</param>
/// <param name="ByValidationTest">Its accuracy on test rows.</param>
/// <param name="ByBalance">The λ₁ whose ratio is nearest to 1, by factors.</param>
/// <param name="ByBalanceTest">Its accuracy on test rows.</param>
internal sealed record Lambda1Choices(
    double Best, double BestTest, double BestRatio, double ByValidation, double ByValidationTest, double ByBalance, double ByBalanceTest)
{
    /// <summary>Chooses; of equals, the smaller λ₁.</summary>
    public static Lambda1Choices Of(IReadOnlyList<SweepSetting> settings)
    {
        SweepSetting[] ordered = [.. settings.OrderBy(static s => s.Lambda1)];
        var best = ordered.Where(static s => s.Test is not null).MaxBy(static s => s.Test!.Mean);
        var byValidation = ordered.Where(static s => s.Validation is not null).MaxBy(static s => s.Validation!.Mean);
        var byBalance = ordered.Where(static s => s is { Ratio.Mean: > 0, Test: not null }).MinBy(static s => Math.Abs(Math.Log(s.Ratio!.Mean)));
        return new Lambda1Choices(
            best?.Lambda1 ?? double.NaN,
            Test(best),
            best?.Ratio?.Mean ?? double.NaN,
            byValidation?.Lambda1 ?? double.NaN,
            Test(byValidation),
            byBalance?.Lambda1 ?? double.NaN,
            Test(byBalance));
    }

    private static double Test(SweepSetting? setting) => setting?.Test?.Mean ?? double.NaN;
}
