namespace RrrGpu.Training;

/// <summary>What random numbers are drawn for: one seed gives each purpose a stream of its own. Values are part of what a seed means.</summary>
public enum RandomPurpose
{
    /// <summary>Weights and biases before the first step.</summary>
    Initialization = 1,

    /// <summary>The order of rows in an epoch.</summary>
    Shuffle = 2,

    /// <summary>The rows that are held out for validation.</summary>
    Validation = 3,

    /// <summary>Generated or permuted data sets.</summary>
    Data = 4,

    /// <summary>Perturbed inputs around an explained row.</summary>
    Perturbation = 5,
}
