using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>One model after training.</summary>
/// <param name="Run">What it was asked to be.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Failure">Why its numbers are worthless, where it diverged; otherwise null.</param>
/// <param name="State">Its state after the last step or, with early stopping, after its best epoch.</param>
/// <param name="Epochs">Epochs it trained for.</param>
/// <param name="Steps">Steps it took.</param>
/// <param name="StateEpoch">The epoch after which <paramref name="State"/> was taken, counted from 1.</param>
/// <param name="Train">Its terms summed over the rows that it trained on, λ₁ included.</param>
/// <param name="Validation">Its terms summed over the rows held out; null where there are none.</param>
/// <param name="Test">Its terms summed over the test rows, which have no annotation and so no right-reasons term.</param>
public sealed record TrainedModel(
    ModelRun Run,
    ModelStatus Status,
    string? Failure,
    OptimizerState State,
    int Epochs,
    long Steps,
    int StateEpoch,
    LossTerms Train,
    LossTerms? Validation,
    LossTerms Test)
{
    /// <summary>Whether its loss or parameters are not finite.</summary>
    public bool Diverged => Status == ModelStatus.Diverged;

    /// <summary>The SHA-256 of the bits of θ, in the order W1, b1, W2, b2, W3, b3: equal where two models are.</summary>
    public string ParametersSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, values, _) in State.Parameters.Tensors)
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>An ensemble after training.</summary>
/// <param name="Settings">How it was trained.</param>
/// <param name="Device">What it was trained on.</param>
/// <param name="Scale">What raw inputs must go through before these networks.</param>
/// <param name="Models">Every model, in the order of the runs.</param>
/// <param name="Steps">Steps that the ensemble took, those before a resumption included.</param>
/// <param name="TrainSeconds">
/// Seconds in training steps, those before a resumption included; loading, warming up, validation, checkpoints and evaluation are
/// left out.
/// </param>
public sealed record TrainingResult(
    TrainingSettings Settings,
    DeviceDescription Device,
    InputScale Scale,
    IReadOnlyList<TrainedModel> Models,
    long Steps,
    double TrainSeconds);
