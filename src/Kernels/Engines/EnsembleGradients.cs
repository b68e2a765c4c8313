namespace RrrGpu.Kernels;

/// <summary>Explanations as new arrays, where rows are few or explained once.</summary>
public static class EnsembleGradients
{
    /// <summary>∂s/∂x of a model for every row, N × D row-major; see <see cref="IEnsemble.InputGradients"/>.</summary>
    /// <param name="ensemble">The models.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="explained">The explained scalar s.</param>
    /// <param name="explainedClass">The class, where <paramref name="explained"/> needs one.</param>
    /// <exception cref="ArgumentException">The model does not exist, rows do not fit, or the class is missing, superfluous or out of range.</exception>
    public static float[] InputGradients(
        this IEnsemble ensemble, int model, IRowSet rows, ExplainedScalar explained, int? explainedClass = null)
    {
        var gradients = Room(ensemble, rows);
        ensemble.InputGradients(model, rows, explained, explainedClass, gradients);
        return gradients;
    }

    /// <summary>The gradients that masks are cut from, N × D row-major; see <see cref="IEnsemble.MaskGradients"/>.</summary>
    /// <param name="ensemble">The models.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentException">The model does not exist, or rows do not fit.</exception>
    public static float[] MaskGradients(this IEnsemble ensemble, int model, IRowSet rows)
    {
        var gradients = Room(ensemble, rows);
        ensemble.MaskGradients(model, rows, gradients);
        return gradients;
    }

    // Every value is written; zeroing them first would take as long as computing them.
    private static float[] Room(IEnsemble ensemble, IRowSet rows)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        ArgumentNullException.ThrowIfNull(rows);
        return GC.AllocateUninitializedArray<float>(checked(rows.Rows.Count * ensemble.Shape.Inputs));
    }
}
