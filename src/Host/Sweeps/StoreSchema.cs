using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>The tables of a store.</summary>
internal static class StoreSchema
{
    /// <summary>The version that this program reads and writes: SQLite's <c>user_version</c>.</summary>
    public const int Version = 1;

    /// <summary>What marks a database as a store, "RRR1": SQLite's <c>application_id</c>.</summary>
    public const int ApplicationId = 0x52525231;

    /// <summary>
    /// sweeps: data, settings and device kind that trials share; one store may hold several.
    /// groups: trials that are trained as one ensemble, who trains them, and the folder of their checkpoint.
    /// trials: what is to be trained and what became of it. A pending trial has no group; a running one waits for its group's end.
    /// A view of <see cref="AddTf32"/>, results, has all that is known about each trial, for reading.
    /// </summary>
    public const string Create = """
        CREATE TABLE sweeps (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE,
            dataset TEXT NOT NULL,
            data_source TEXT,
            data_seed INTEGER NOT NULL,
            device_kind TEXT NOT NULL,
            epochs INTEGER NOT NULL,
            batch INTEGER NOT NULL,
            hidden1 INTEGER NOT NULL,
            hidden2 INTEGER NOT NULL,
            explained TEXT NOT NULL,
            penalty TEXT NOT NULL,
            reduction TEXT NOT NULL,
            scale TEXT NOT NULL,
            shuffle INTEGER NOT NULL,
            validation REAL,
            patience INTEGER,
            facts TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE groups (
            id INTEGER PRIMARY KEY,
            sweep_id INTEGER NOT NULL REFERENCES sweeps,
            state TEXT NOT NULL CHECK (state IN ('running', 'done', 'abandoned')),
            failure TEXT,
            size INTEGER NOT NULL,
            seconds REAL,
            checkpoint TEXT NOT NULL UNIQUE,
            device TEXT NOT NULL,
            device_name TEXT NOT NULL,
            version TEXT NOT NULL,
            "commit" TEXT,
            started_at TEXT NOT NULL,
            finished_at TEXT,
            owner_machine TEXT,
            owner_process INTEGER,
            owner_start INTEGER,
            heartbeat INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE trials (
            id INTEGER PRIMARY KEY,
            sweep_id INTEGER NOT NULL REFERENCES sweeps,
            lambda1 REAL NOT NULL,
            lambda2 REAL NOT NULL,
            learning_rate REAL NOT NULL,
            seed INTEGER NOT NULL,
            annotations TEXT NOT NULL,
            annotations_sha256 TEXT NOT NULL,
            status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'running', 'completed', 'failed')),
            group_id INTEGER REFERENCES groups,
            position INTEGER,
            failure TEXT,
            train_accuracy REAL,
            validation_accuracy REAL,
            test_accuracy REAL,
            cross_entropy REAL,
            right_reasons REAL,
            initial_ratio REAL,
            epochs_trained INTEGER,
            steps INTEGER,
            parameters_sha256 TEXT,
            UNIQUE (sweep_id, lambda1, lambda2, learning_rate, seed, annotations, annotations_sha256)
        ) STRICT;

        CREATE INDEX trials_by_group ON trials (group_id);
        CREATE INDEX trials_by_status ON trials (sweep_id, status);
        """;

    /// <summary>How many columns of <c>sweeps</c> tell of tensor cores: none in a store from before they were used.</summary>
    public const string CountTf32 = "SELECT count(*) FROM pragma_table_xinfo('sweeps') WHERE name = 'tf32'";

    /// <summary>Adds that column, which says what the facts say, and has <see cref="Results"/> show it. Earlier programs go on with such a store.</summary>
    public const string AddTf32 = $"""
        ALTER TABLE sweeps ADD COLUMN tf32 INTEGER GENERATED ALWAYS AS (json_extract(facts, '$."{TrainingFingerprint.TensorCoresFact}"') IS NOT NULL) VIRTUAL;
        DROP VIEW IF EXISTS results;
        {Results}
        """;

    private const string Results = """
        CREATE VIEW results AS
        SELECT trials.id AS trial, sweeps.id AS sweep, dataset, data_source, data_seed, annotations, lambda1, lambda2, learning_rate,
               seed, status, trials.failure AS failure, train_accuracy, validation_accuracy, test_accuracy, cross_entropy,
               right_reasons, initial_ratio, epochs_trained, steps, parameters_sha256, sweeps.epochs AS epochs, batch, hidden1, hidden2,
               explained, penalty, reduction, scale, shuffle, validation, patience, device, device_name, version, "commit",
               group_id, groups.size AS group_size, groups.seconds AS group_seconds, groups.started_at AS started_at,
               groups.finished_at AS finished_at, annotations_sha256, sweeps.fingerprint AS fingerprint, tf32
        FROM trials JOIN sweeps ON sweeps.id = trials.sweep_id LEFT JOIN groups ON groups.id = trials.group_id
        ORDER BY sweeps.id, trials.id;
        """;
}
