using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>
/// The report of a find-another-explanation run: what an expert needs to choose among models that are accurate for different reasons
/// (Ross et al. 2017, section 2.2 and Figure 10).
/// </summary>
public static class FindAnotherReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="result">The models.</param>
    /// <param name="data">The data that they were trained on.</param>
    /// <param name="evidence">What the pictures show.</param>
    /// <param name="run">What was run.</param>
    /// <exception cref="ArgumentException">There is no model, or a disagreement lacks a diverse model's prediction.</exception>
    public static Report Write(FindAnotherResult result, DataSet data, FindAnotherEvidence evidence, ReportRun run)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(run);
        if (result.Models.Count == 0)
            throw new ArgumentException("models: expected at least one, got none");
        var figures = new FindAnotherFigures(result, data, evidence);
        var tables = new FindAnotherTables(result, data);
        return new Report(
            $"find-another-{data.Name}",
            $"Find another explanation: {data.Name}",
            Summary(result, data),
            run,
            [],
            [.. figures.All()],
            [.. tables.All()],
            [
                "Find-another-explanation: A. S. Ross, M. C. Hughes, F. Doshi-Velez, Right for the Right Reasons: Training Differentiable Models by Constraining their Explanations, IJCAI 2017, section 2.2. Disagreement: N. Houlsby, F. Huszár, Z. Ghahramani, M. Lengyel, Bayesian Active Learning for Classification and Preference Learning, 2011.",
                .. data.Source is { } source ? new[] { $"Data: {source}." } : [],
            ]);
    }

    private static string Summary(FindAnotherResult result, DataSet data)
    {
        int count = result.Models.Count;
        string trained = FoundModelNames.IsSequence(result)
            ? $"{Counted(count)} trained on {data.Name}, each forbidden the inputs that those before it relied on."
            : $"{Counted(count)} trained on {data.Name} together, with a penalty on explanations that are alike.";
        string reason = result.Reason.Trim().TrimEnd('.');
        return $"{trained} Why there are no more: {reason}. {Diversity(result.DiverseModels)}";
    }

    private static string Counted(int count) => count == 1 ? "One model was" : $"{count} models were";

    private static string Diversity(int diverse) => diverse switch
    {
        0 => "None is accurate with an explanation of its own: nothing here should be relied on.",
        1 => "Only one is accurate with an explanation of its own: as far as was searched, the data can be explained in one way only.",
        _ => $"{diverse} of them form the diverse ensemble: each is accurate, and explains itself otherwise than the others. So many different explanations fit these data, a rough measure of their redundancy; "
            + "which of them is right, the data cannot say and an expert must. The rows on which these models disagree most are the ones to review first.",
    };
}
