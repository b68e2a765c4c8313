using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>An engine's answer to a golden case, computed field by field and once each.</summary>
internal sealed class GoldenMeasurement : IDisposable
{
    private readonly GoldenProblem _problem;
    private readonly IRowSet _rows;
    private readonly IEnsemble? _ensemble;
    private readonly IEnsemble? _unweighted;
    private readonly RowSchedule[] _schedules;
    private readonly Dictionary<string, NetworkParameters[]> _parameters = [];
    private double[]? _losses;

    public GoldenMeasurement(IEngine engine, GoldenProblem problem)
    {
        _problem = problem;
        _schedules = [RowSchedule.InOrder(problem.Rows.Count, problem.Rows.Count)];
        _rows = engine.Upload(problem.Rows);
        try
        {
            _ensemble = Create(engine, problem.Objective);
            // Cases state the similarity without its weight, which may be 0.
            if (problem.Objective.Similarity is { } similarity)
                _unweighted = Create(engine, problem.Objective with { Similarity = similarity with { Weight = 1 } });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the engine makes of a tensor that the case expects, row-major.</summary>
    public double[] Measure(GoldenTensor tensor)
    {
        if (tensor.Parameter is not null)
            return Widened(ParameterGroup(tensor.Field)[tensor.Model ?? 0].Tensors.Single(own => own.Name == tensor.Parameter).Values);
        var objective = _problem.Objective;
        return tensor.Field switch
        {
            GoldenExpectation.Logits => OfModels(model => Widened(Ensemble.Logits(model, _rows))),
            GoldenExpectation.LogProbabilities => OfModels(model => LogSoftmax(Widened(Ensemble.Logits(model, _rows)), _problem.Rows.Classes)),
            GoldenExpectation.InputGradient => OfModels(model => Widened(Ensemble.InputGradients(model, _rows, objective.Explained, objective.Class))),
            GoldenExpectation.CrossEntropy => Terms(tensor, static loss => loss.CrossEntropy),
            GoldenExpectation.RightReasons => Terms(tensor, static loss => loss.RightReasons),
            GoldenExpectation.WeightDecay => Terms(tensor, static loss => loss.WeightDecay),
            GoldenExpectation.Similarity => [RowScale * _unweighted!.Similarity(_rows)],
            GoldenExpectation.Total => [Total()],
            GoldenExpectation.Losses => Train(),
            _ => throw new NotSupportedException($"expected.{tensor.Name} is not supported"),
        };
    }

    public void Dispose()
    {
        _unweighted?.Dispose();
        _ensemble?.Dispose();
        _rows.Dispose();
    }

    private IEnsemble Ensemble => _ensemble!;

    /// <summary>What the reduction scales a row's cross-entropy and similarity by.</summary>
    private double RowScale => _problem.Objective.Reduction == Reduction.Sum ? 1 : 1.0 / _problem.Rows.Count;

    private IEnsemble Create(IEngine engine, ObjectiveDefinition objective) => engine.CreateEnsemble(
        objective,
        _problem.Adam,
        [.. _problem.Models.Select(static model => model.Settings)],
        [.. _problem.Models.Select(static model => OptimizerState.Initial(model.Parameters))]);

    private NetworkParameters[] ParameterGroup(string field)
    {
        if (!_parameters.TryGetValue(field, out var group))
        {
            if (GoldenExpectation.GradientTerms(field) is { } terms)
            {
                group = Ensemble.LossGradients(_rows, _schedules, 0, terms);
            }
            else
            {
                Train();
                group = [.. Enumerable.Range(0, _problem.Models.Count).Select(model => Ensemble.ReadState(model).Parameters)];
            }

            _parameters.Add(field, group);
        }

        return group;
    }

    /// <summary>Takes the case's steps, the first time, and tells the loss before each.</summary>
    private double[] Train()
    {
        if (_losses is null)
        {
            _losses = new double[_problem.Steps];
            for (var step = 0; step < _losses.Length; step++)
            {
                _losses[step] = Total();
                Ensemble.Train(_rows, _schedules, 0, 1);
            }
        }

        return _losses;
    }

    private double[] OfModels(Func<int, double[]> measure) =>
        [.. Enumerable.Range(0, _problem.Models.Count).SelectMany(measure)];

    /// <summary>A term of each model or, where the case states one number, of all together.</summary>
    private double[] Terms(GoldenTensor tensor, Func<LossTerms, double> term)
    {
        double[] terms = [.. ReducedLosses().Select(term)];
        return tensor.Values.Length == terms.Length ? terms : [terms.Sum()];
    }

    private double Total() => ReducedLosses().Sum(static loss => loss.Total) + RowScale * Ensemble.Similarity(_rows);

    private IEnumerable<LossTerms> ReducedLosses() => Ensemble.Evaluate(_rows, withAnnotations: true).Select((sums, model) => sums with
    {
        CrossEntropy = sums.CrossEntropy * RowScale,
        RightReasons = sums.RightReasons * (_problem.Objective.Reduction == Reduction.MeanByAnnotation
            ? 1 / Math.Max(1, MarkedWeight(_problem.Models[model].Settings.Annotation))
            : RowScale),
    });

    private static double MarkedWeight(Annotation? annotation)
    {
        if (annotation is not { IsWeighted: true })
            return annotation?.Count ?? 0;
        var sum = 0.0;
        foreach (var weight in annotation.Weights)
            sum += weight;
        return sum;
    }

    private static double[] Widened(float[] values) => Array.ConvertAll(values, static value => (double)value);

    private static double[] LogSoftmax(double[] logits, int classes)
    {
        for (var start = 0; start < logits.Length; start += classes)
        {
            var row = logits.AsSpan(start, classes);
            var largest = double.NegativeInfinity;
            foreach (var value in row)
                largest = Math.Max(largest, value);
            var sum = 0.0;
            foreach (var value in row)
                sum += Math.Exp(value - largest);
            var logSum = largest + Math.Log(sum);
            foreach (ref var value in row)
                value -= logSum;
        }

        return logits;
    }
}
