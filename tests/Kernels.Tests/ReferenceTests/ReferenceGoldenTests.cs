using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.ReferenceTests;

/// <summary>The reference computes what automatic differentiation computed.</summary>
public class ReferenceGoldenTests
{
    private const double Tolerance = 1e-10;

    [Theory]
    [MemberData(nameof(ReferenceCase.Names), MemberType = typeof(ReferenceCase))]
    public void Equals_automatic_differentiation(string name)
    {
        var golden = ReferenceCase.Read(name);
        if (golden.IsAdam)
            CheckAdam(golden);
        else
            CheckLoss(golden);
    }

    private static void CheckLoss(ReferenceCase golden)
    {
        var (network, rows) = (golden.Network(), golden.Rows());
        var logits = rows.Select(row => network.Forward(row.Inputs).Logits).ToArray();
        var loss = network.Loss(rows);
        Check(golden, "logits", logits.SelectMany(static z => z));
        Check(golden, "log_probabilities", logits.SelectMany(ReferenceNetwork.LogProbabilities));
        Check(golden, "input_gradient", rows.SelectMany(network.InputGradient));
        Check(golden, "cross_entropy", [loss.CrossEntropy]);
        Check(golden, "right_reasons", [loss.RightReasons]);
        Check(golden, "weight_decay", [loss.WeightDecay]);
        Check(golden, "total", [loss.Total]);
        Check(golden, "right_reasons_gradients", network.LossGradient(rows, LossGradientTerms.RightReasons));
        Check(golden, "total_gradients", network.LossGradient(rows, LossGradientTerms.All));
    }

    private static void CheckAdam(ReferenceCase golden)
    {
        var rows = golden.Rows();
        var optimizer = golden.Optimizer;
        var network = golden.Network();
        var adam = new ReferenceAdam(
            golden.Shape(),
            optimizer.GetProperty("beta1").GetDouble(),
            optimizer.GetProperty("beta2").GetDouble(),
            optimizer.GetProperty("epsilon").GetDouble(),
            optimizer.GetProperty("lr").GetDouble());
        var losses = new double[optimizer.GetProperty("steps").GetInt32()];
        for (var step = 0; step < losses.Length; step++)
        {
            losses[step] = network.Loss(rows).Total;
            network = golden.Network(adam.Step(network.Parameters, network.LossGradient(rows, LossGradientTerms.All)));
        }

        Check(golden, "losses", losses);
        Check(golden, "params_after", network.Parameters);
    }

    private static void Check(ReferenceCase golden, string field, ReferenceParameters measured)
    {
        var expected = golden.Parameters(field, golden.Expected);
        foreach (var (m, e) in measured.Tensors.Zip(expected.Tensors))
            TensorAssert.Close(e.Values, m.Values, Tolerance, $"{field}.{m.Name}");
    }

    private static void Check(ReferenceCase golden, string field, IEnumerable<double> measured) =>
        TensorAssert.Close(ReferenceCase.Flat(golden.Expected.GetProperty(field)), [.. measured], Tolerance, field);
}
