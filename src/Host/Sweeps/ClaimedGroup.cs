using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>Trials that this process, and no other, trains as one ensemble.</summary>
/// <param name="Id">The group's number in the store.</param>
/// <param name="Checkpoint">The name of the folder of its checkpoint.</param>
/// <param name="IsAdopted">Whether another process began it.</param>
/// <param name="TrialIds">The trials' numbers in the store.</param>
/// <param name="Trials">The trials, in the group's order.</param>
internal sealed record ClaimedGroup(long Id, string Checkpoint, bool IsAdopted, IReadOnlyList<long> TrialIds, IReadOnlyList<Trial> Trials);

/// <summary>A claim was lost: its owner was silent for so long that another process took it over.</summary>
internal sealed class ClaimLostException() : Exception("another process has taken this group over");
