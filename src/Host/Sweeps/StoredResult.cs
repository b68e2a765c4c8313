using Microsoft.Data.Sqlite;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>A trial's result as the store has it: a row of a sweep's JSON.</summary>
internal sealed record StoredResult(
    float Lambda1,
    float Lambda2,
    float LearningRate,
    long Seed,
    string Annotations,
    string Status,
    string? Failure,
    double? TrainAccuracy,
    double? ValidationAccuracy,
    double? TestAccuracy,
    double? CrossEntropy,
    double? RightReasons,
    double? InitialRatio,
    int Epochs,
    long Steps,
    string? ParametersSha256,
    long GroupId,
    int GroupSize,
    double? GroupSeconds,
    string Device,
    string DeviceName,
    string Version,
    string? Commit,
    string? FinishedAt)
{
    /// <summary>The columns of the view of results that <see cref="From"/> reads.</summary>
    public const string Columns =
        """
        lambda1, lambda2, learning_rate, seed, annotations, status, failure, train_accuracy, validation_accuracy, test_accuracy, cross_entropy,
        right_reasons, initial_ratio, epochs_trained, steps, parameters_sha256, group_id, group_size, group_seconds, device, device_name,
        version, "commit", finished_at
        """;

    /// <summary>Reads <see cref="Columns"/>, the first of which is column <paramref name="first"/>.</summary>
    public static StoredResult From(SqliteDataReader row, int first)
    {
        var trial = TrialAt(row, first);
        return new StoredResult(
            trial.Lambda1,
            trial.Lambda2,
            trial.LearningRate,
            trial.Seed,
            trial.Annotations,
            row.GetString(first + 5),
            row.TextAt(first + 6),
            row.RealAt(first + 7),
            row.RealAt(first + 8),
            row.RealAt(first + 9),
            row.RealAt(first + 10),
            row.RealAt(first + 11),
            row.RealAt(first + 12),
            row.GetInt32(first + 13),
            row.GetInt64(first + 14),
            row.TextAt(first + 15),
            row.GetInt64(first + 16),
            row.GetInt32(first + 17),
            row.RealAt(first + 18),
            row.GetString(first + 19),
            row.GetString(first + 20),
            row.GetString(first + 21),
            row.TextAt(first + 22),
            row.TextAt(first + 23));
    }

    /// <summary>Reads λ₁, λ₂, the learning rate, the seed and the annotation's name.</summary>
    public static Trial TrialAt(SqliteDataReader row, int first) => new(
        (float)row.GetDouble(first), (float)row.GetDouble(first + 1), (float)row.GetDouble(first + 2), row.GetInt64(first + 3), row.GetString(first + 4));
}
