using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>A data set as one training sees it: validation rows cut out, inputs scaled by what is left.</summary>
internal sealed class PreparedData
{
    private readonly int[]? _trainRows;
    private readonly int[]? _validationRows;

    private PreparedData(DataSet data, TrainingSettings settings)
    {
        var all = data.Train;
        if (settings.Validation is not null)
        {
            _validationRows = settings.Validation.Draw(all.Count, settings.AlwaysInclude);
            _trainRows = [.. Enumerable.Range(0, all.Count).Except(_validationRows)];
        }

        var train = _trainRows is null ? all : all.Select(_trainRows);
        Scale = InputScale.Fit(settings.Scaling, train.Inputs);
        Train = Scale.Apply(train);
        Validation = _validationRows is null ? null : Scale.Apply(all.Select(_validationRows));
        Test = Scale.Apply(data.Test);
        AlwaysInclude = [.. settings.AlwaysInclude.Select(row => _trainRows is null ? row : Array.BinarySearch(_trainRows, row))];
    }

    /// <summary>The rows to train on.</summary>
    public LabeledRows Train { get; }

    /// <summary>The rows held out.</summary>
    public LabeledRows? Validation { get; }

    /// <summary>The test rows.</summary>
    public LabeledRows Test { get; }

    /// <summary>What inputs went through.</summary>
    public InputScale Scale { get; }

    /// <summary>The always included rows as indices into <see cref="Train"/>.</summary>
    public int[] AlwaysInclude { get; }

    /// <summary>Cuts and scales a data set.</summary>
    /// <exception cref="ArgumentException">Its parts do not fit each other or the settings.</exception>
    public static PreparedData From(DataSet data, TrainingSettings settings)
    {
        if (data.Test.Inputs.Columns != data.Train.Inputs.Columns)
            throw new ArgumentException($"test rows: expected {data.Train.Inputs.Columns} features like the training rows, got {data.Test.Inputs.Columns}");
        if (data.Test.Classes != data.Train.Classes)
            throw new ArgumentException($"test rows: expected {data.Train.Classes} classes like the training rows, got {data.Test.Classes}");
        foreach (var row in settings.AlwaysInclude)
        {
            if (row >= data.Train.Count)
                throw new ArgumentException($"always included rows: expected indices from 0 to {data.Train.Count - 1}, got {row}");
        }

        return new PreparedData(data, settings);
    }

    /// <summary>What each run's model needs on the training rows.</summary>
    public ModelSettings[] TrainSettings(IReadOnlyList<ModelRun> runs) => SettingsOn(runs, _trainRows);

    /// <summary>What each run's model needs on the validation rows.</summary>
    public ModelSettings[] ValidationSettings(IReadOnlyList<ModelRun> runs) => SettingsOn(runs, _validationRows);

    /// <summary>Annotations cut to <paramref name="rows"/> (null: all); models that share one go on sharing.</summary>
    private static ModelSettings[] SettingsOn(IReadOnlyList<ModelRun> runs, int[]? rows)
    {
        var cuts = new Dictionary<Annotation, Annotation>();
        return [.. runs.Select(run => run.ToSettings(Cut(run.Annotation)))];

        Annotation? Cut(Annotation? annotation)
        {
            if (annotation is null || rows is null)
                return annotation;
            if (!cuts.TryGetValue(annotation, out var cut))
                cuts[annotation] = cut = annotation.Select(rows);
            return cut;
        }
    }
}
