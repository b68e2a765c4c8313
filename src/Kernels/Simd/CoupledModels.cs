namespace RrrGpu.Kernels.Simd;

/// <summary>What the threads that step coupled models share: the models, a workspace each, and their W1 transposed.</summary>
internal sealed class CoupledModels
{
    /// <summary>Takes the models as they stand; whoever changes a W1 updates its transpose.</summary>
    /// <param name="models">The models.</param>
    /// <param name="works">A workspace each.</param>
    /// <param name="slots">Rows of the largest minibatch.</param>
    public CoupledModels(SimdModel[] models, Workspace[] works, int slots)
    {
        (All, Works) = (models, works);
        W1Transposed = Array.ConvertAll(models, static model => new TransposedW1(model));
        foreach (var work in works)
            work.EnsureEntries((long)slots * models[0].Layout.Inputs);
    }

    public SimdModel[] All { get; }

    /// <summary>Their workspaces, whose H is a padded row of D values for each slot.</summary>
    public Workspace[] Works { get; }

    public TransposedW1[] W1Transposed { get; }
}
