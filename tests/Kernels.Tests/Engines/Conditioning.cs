using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>
/// Whether float32 can be held to a problem. No row stands where a derivative jumps (a ReLU at 0, two logits that tie,
/// an annotated gradient at 0 under the L1 penalty), and a disturbance of all parameters and inputs by many roundings changes no
/// tensor by much of the tolerance, which a tensor left over from a cancellation would not survive.
/// </summary>
public static class Conditioning
{
    /// <summary>How far a sum must be from 0, relative to the sum of its terms' sizes.</summary>
    private const double Margin = 2e-5;

    private const double LogitGap = 1e-3;
    private const double Disturbance = 1e-6;
    private const double Response = 2e-5;

    /// <summary>Moves answer to roundings of small gradients; few larger problems would pass if held to <see cref="Response"/>.</summary>
    private const double MoveResponse = 6e-5;
    private const int Rounds = 2;

    /// <summary>Whether every model of <paramref name="problem"/> is well-conditioned, now and after each step.</summary>
    public static bool IsGood(EngineProblem problem, int seed)
    {
        for (var model = 0; model < problem.Models.Count; model++)
        {
            var start = ReferenceParameters.From(problem.Initial[model]);
            var rows = problem.ReferenceRows(model);
            if (!IsAwayFromJumps(problem, problem.Network(model, start), rows))
                return false;
            foreach (var (next, _) in problem.Steps(model, start, rows))
            {
                if (!IsAwayFromJumps(problem, next, rows))
                    return false;
            }

            var calm = Outputs(problem, model, start, rows).ToArray();
            for (var round = 0; round < Rounds; round++)
            {
                var random = new Random(seed + round);
                double Disturb(double value) => value * (1 + Disturbance * (2 * random.NextDouble() - 1));
                var parameters = ReferenceParameters.Map(start, start, (value, _) => Disturb(value));
                ReferenceRow[] disturbed = [.. rows.Select(row => row with { Inputs = Array.ConvertAll(row.Inputs, Disturb) })];
                if (!calm.Zip(Outputs(problem, model, parameters, disturbed)).All(IsSteady))
                    return false;
                if (!Moves(problem, model, start, rows).Zip(Moves(problem, model, parameters, disturbed)).All(IsSteadyMove))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether no unit of any row is so near 0, relative to what it sums, that float32 may lose its sign.</summary>
    public static bool HasClearUnits(ReferenceParameters parameters, double[] x, double[] z1, double[] z2)
    {
        var a1 = Dense.Where(z1, z1);
        return HasClearSigns(x, parameters.W1, parameters.B1, z1) && HasClearSigns(a1, parameters.W2, parameters.B2, z2);
    }

    private static bool HasClearSigns(double[] x, double[] w, double[] b, double[] z)
    {
        var sizes = Dense.Times(Array.ConvertAll(x, Math.Abs), Array.ConvertAll(w, Math.Abs));
        Dense.Add(sizes, Array.ConvertAll(b, Math.Abs));
        for (var j = 0; j < z.Length; j++)
        {
            if (Math.Abs(z[j]) < Margin * sizes[j])
                return false;
        }

        return true;
    }

    /// <summary>Whether no row stands where a derivative jumps.</summary>
    public static bool IsAwayFromJumps(EngineProblem problem, ReferenceNetwork network, ReferenceRow[] rows)
    {
        foreach (var row in rows)
        {
            var (z1, z2, z) = network.Forward(row.Inputs);
            var sorted = z.Order().ToArray();
            if (sorted[^1] - sorted[^2] < LogitGap || !HasClearUnits(network.Parameters, row.Inputs, z1, z2))
                return false;
        }

        if (problem.Objective.Norm == PenaltyNorm.L2)
            return true;
        var marked = rows.Where(static row => row.Annotation is not null)
            .SelectMany(row => Dense.Map(row.Annotation!, network.InputGradient(row), static (a, g) => a > 0 ? Math.Abs(g) : 0))
            .ToArray();
        // An exact 0 is a dead path, which is as dead in float32.
        return marked.Length == 0 || Array.TrueForAll(marked, value => value == 0 || value > Margin * marked.Max());
    }

    private static IEnumerable<double[]> Outputs(
        EngineProblem problem, int model, ReferenceParameters parameters, ReferenceRow[] rows)
    {
        var network = problem.Network(model, parameters);
        yield return [.. rows.SelectMany(row => network.Forward(row.Inputs).Logits)];
        foreach (var explained in Enum.GetValues<ExplainedScalar>())
            yield return [.. rows.SelectMany(row => network.InputGradient(row, explained, problem.ClassFor(explained)))];
        var loss = network.Loss(rows);
        yield return [loss.CrossEntropy];
        yield return [loss.RightReasons];
        for (var batch = 0; batch < problem.Schedule(model).BatchCount; batch++)
        {
            foreach (var terms in new[] { LossGradientTerms.CrossEntropy, LossGradientTerms.RightReasons, LossGradientTerms.All })
            {
                foreach (var (_, values) in network.LossGradient(problem.Batch(model, batch, rows), terms).Tensors)
                    yield return values;
            }
        }

        foreach (var (_, adam) in problem.Steps(model, parameters, rows))
        {
            foreach (var (_, values) in adam.FirstMoment.Tensors.Concat(adam.SecondMoment.Tensors))
                yield return values;
        }
    }

    /// <summary>Adam moves a parameter of a small gradient as far as one of a large gradient, and so by the small one's relative error.</summary>
    private static IEnumerable<double[]> Moves(EngineProblem problem, int model, ReferenceParameters parameters, ReferenceRow[] rows)
    {
        foreach (var (next, _) in problem.Steps(model, parameters, rows))
        {
            foreach (var (to, from) in next.Parameters.Tensors.Zip(parameters.Tensors))
                yield return [.. to.Values.Zip(from.Values, static (end, start) => end - start)];
        }
    }

    private static bool IsSteady((double[] Calm, double[] Disturbed) outputs) =>
        TensorAssert.Error(outputs.Calm, outputs.Disturbed) < Response;

    private static bool IsSteadyMove((double[] Calm, double[] Disturbed) outputs) =>
        TensorAssert.Error(outputs.Calm, outputs.Disturbed) < MoveResponse;
}
