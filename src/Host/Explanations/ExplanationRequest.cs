using RrrGpu.Host.Output;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Explanations;

/// <summary>What <c>rrr explain</c> was asked for, besides model and rows.</summary>
/// <param name="Cutoff">c of the masks.</param>
/// <param name="Explained">The scalar whose gradients are written.</param>
/// <param name="Class">Its class, where it needs one.</param>
/// <param name="Regions">Names of regions; none for all that the data set has.</param>
/// <param name="Pictures">Rows to draw.</param>
internal sealed record ExplanationRequest(float Cutoff, ExplainedScalar Explained, int? Class, string[] Regions, int Pictures)
{
    /// <summary>Throws unless a class is named where, and only where, the scalar needs one.</summary>
    /// <exception cref="BadInputException">It is missing or superfluous.</exception>
    public void RequireClass()
    {
        if (ObjectiveDefinition.NeedsClass(Explained) != Class is not null)
            throw new BadInputException($"--class: expected {(Class is null ? "a class" : "none")} with --explained {Names.Of(Explained)}, got {(Class is { } k ? Names.Of(k) : "none")}");
    }
}
