using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>An engine's answer to a golden case, computed field by field and once each.</summary>
internal sealed class GoldenMeasurement : IDisposable
{
    private readonly GoldenProblem _problem;
    private readonly IRowSet _rows;
    private readonly IEnsemble _ensemble;
    private readonly RowSchedule[] _schedules;
    private readonly Dictionary<string, NetworkParameters> _parameters = [];
    private double[]? _losses;

    public GoldenMeasurement(IEngine engine, GoldenProblem problem)
    {
        _problem = problem;
        _schedules = [RowSchedule.InOrder(problem.Rows.Count, problem.Rows.Count)];
        _rows = engine.Upload(problem.Rows);
        try
        {
            _ensemble = engine.CreateEnsemble(
                problem.Objective, problem.Adam, [problem.Model], [OptimizerState.Initial(problem.Parameters)]);
        }
        catch
        {
            _rows.Dispose();
            throw;
        }
    }

    /// <summary>The tensor that a case calls <paramref name="name"/>, row-major.</summary>
    public double[] Measure(string name)
    {
        if (name.Split('.') is [var field, var parameter])
            return Widened(ParameterGroup(field).Tensors.Single(tensor => tensor.Name == parameter).Values);
        var objective = _problem.Objective;
        return name switch
        {
            GoldenExpectation.Logits => Widened(_ensemble.Logits(0, _rows)),
            GoldenExpectation.LogProbabilities => LogSoftmax(Widened(_ensemble.Logits(0, _rows)), _problem.Rows.Classes),
            GoldenExpectation.InputGradient =>
                Widened(_ensemble.InputGradients(0, _rows, objective.Explained, objective.Class)),
            GoldenExpectation.CrossEntropy => [ReducedLoss().CrossEntropy],
            GoldenExpectation.RightReasons => [ReducedLoss().RightReasons],
            GoldenExpectation.WeightDecay => [ReducedLoss().WeightDecay],
            GoldenExpectation.Total => [ReducedLoss().Total],
            GoldenExpectation.Losses => Train(),
            _ => throw new NotSupportedException($"expected.{name} is not supported"),
        };
    }

    public void Dispose()
    {
        _ensemble.Dispose();
        _rows.Dispose();
    }

    private NetworkParameters ParameterGroup(string field)
    {
        if (!_parameters.TryGetValue(field, out var group))
        {
            if (GoldenExpectation.GradientTerms(field) is { } terms)
            {
                group = _ensemble.LossGradients(_rows, _schedules, 0, terms)[0];
            }
            else
            {
                Train();
                group = _ensemble.ReadState(0).Parameters;
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
                _losses[step] = ReducedLoss().Total;
                _ensemble.Train(_rows, _schedules, 0, 1);
            }
        }

        return _losses;
    }

    private LossTerms ReducedLoss()
    {
        var sums = _ensemble.Evaluate(_rows, withAnnotations: true)[0];
        var (crossEntropyScale, rightReasonsScale) = _problem.Objective.Reduction switch
        {
            Reduction.Sum => (1.0, 1.0),
            Reduction.Mean => (1.0 / _problem.Rows.Count, 1.0 / _problem.Rows.Count),
            Reduction.MeanByAnnotation => (1.0 / _problem.Rows.Count, 1 / Math.Max(1, MarkedWeight(_problem.Model.Annotation))),
            var other => throw new NotSupportedException($"reduction {other} is not supported"),
        };
        return sums with
        {
            CrossEntropy = sums.CrossEntropy * crossEntropyScale,
            RightReasons = sums.RightReasons * rightReasonsScale,
        };
    }

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
