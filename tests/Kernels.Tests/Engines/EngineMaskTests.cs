using CsCheck;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>Masks M_c mark what float64 marks, also where the softmax is saturated.</summary>
[Collection(SharedEngines.Name)]
public class EngineMaskTests(EngineFixture engines)
{
    private static readonly float[] Cutoffs = [0, 0.25f, 0.67f, 0.99f];

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Masks_agree_with_the_reference(string engine)
    {
        var (device, test) = engines.Get(engine);
        ProblemChoice.Within(test.Limits).Sample(
            choice => CheckMasks(device, choice.DrawAny(), tie: 1e-4), iter: test.Samples, threads: 1);
    }

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Masks_of_saturated_models_agree_with_the_reference(string engine)
    {
        var (device, test) = engines.Get(engine);
        Gen.Select(ProblemChoice.Within(test.Limits), Gen.Double[200, 5000]).Sample(
            (choice, gap) => CheckMasks(device, choice.DrawAny().Saturated(gap), tie: 0.02), iter: test.Samples, threads: 1);
    }

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void A_gradient_that_is_zero_marks_nothing(string engine)
    {
        var (device, test) = engines.Get(engine);
        ProblemChoice.Within(test.Limits).Sample(
            choice =>
            {
                var problem = choice.DrawAny();
                foreach (var parameters in problem.Initial)
                    Array.Fill(parameters.B2, -1e6f);
                using var rows = device.Upload(problem.Rows);
                using var ensemble = problem.CreateOn(device);
                foreach (var cutoff in Cutoffs)
                    Assert.Equal(0, ensemble.Masks(0, rows, cutoff).Count);
            },
            iter: Math.Max(1, test.Samples / 5),
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Mask_gradients_survive_saturation(string engine)
    {
        var (device, test) = engines.Get(engine);
        Gen.Select(ProblemChoice.Within(test.Limits), Gen.Double[200, 5000]).Sample(
            (choice, gap) => CheckMaskGradients(device, choice.DrawAny().Saturated(gap)), iter: Math.Max(2, test.Samples / 3), threads: 1);
    }

    private static void CheckMaskGradients(IEngine device, EngineProblem problem)
    {
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        var network = problem.Network(0);
        var gradients = ensemble.MaskGradients(0, rows);
        Assert.Equal(problem.Rows.Count * problem.Shape.Inputs, gradients.Length);
        foreach (var (index, row) in problem.ReferenceRows(0).Index())
        {
            if (!IsClear(network, row))
                continue;
            var own = gradients.AsSpan(index * problem.Shape.Inputs, problem.Shape.Inputs).ToArray();
            var largest = own.Max(Math.Abs);
            var expected = ReferenceMasks.WithSigns(network, row);
            for (var d = 0; d < own.Length; d++)
                Assert.Equal(expected[d], largest > 0 ? own[d] / largest : 0, 0.02);
        }
    }

    private static void CheckMasks(IEngine device, EngineProblem problem, double tie)
    {
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        for (var model = 0; model < problem.Models.Count; model++)
        {
            var network = problem.Network(model);
            var relatives = problem.ReferenceRows(model)
                .Select(row => IsClear(network, row) ? ReferenceMasks.RelativeGradient(network, row) : null)
                .ToArray();
            foreach (var cutoff in Cutoffs)
            {
                var masks = ensemble.Masks(model, rows, cutoff);
                Assert.Equal((problem.Rows.Count, problem.Shape.Inputs), (masks.Rows, masks.Columns));
                for (var row = 0; row < relatives.Length; row++)
                    CheckRow(masks, row, relatives[row], cutoff, tie);
                CheckPadding(masks);
            }
        }
    }

    private static void CheckRow(FeatureMasks masks, int row, double[]? relative, float cutoff, double tie)
    {
        if (relative is null)
            return;
        for (var column = 0; column < relative.Length; column++)
        {
            if (relative[column] > 0 && Math.Abs(relative[column] - cutoff) < tie)
                continue;
            Assert.True(
                masks[row, column] == relative[column] > cutoff,
                $"row {row}, feature {column}, cutoff {cutoff}: relative gradient {relative[column]}, marked: {masks[row, column]}");
        }
    }

    private static void CheckPadding(FeatureMasks masks)
    {
        for (var word = masks.WordsPerRow - 1; word < masks.Words.Length; word += masks.WordsPerRow)
        {
            for (var bit = masks.Columns - 32 * (masks.WordsPerRow - 1); bit < 32; bit++)
                Assert.Equal(0u, masks.Words[word] >> bit & 1);
        }
    }

    /// <summary>
    /// Whether a row's gradient is more than what a cancellation leaves: two classes whose weights nearly agree, or runners-up
    /// whose distance is below the rounding of large logits.
    /// </summary>
    private static bool IsClear(ReferenceNetwork network, ReferenceRow row)
    {
        var calm = ReferenceMasks.RelativeGradient(network, row);
        for (var seed = 0; seed < 3; seed++)
        {
            var random = new Random(seed);
            var disturbed = new ReferenceNetwork(
                ReferenceParameters.Map(network.Parameters, network.Parameters, (value, _) => value * (1 + 1e-6 * (2 * random.NextDouble() - 1))),
                new ObjectiveDefinition(),
                0,
                0);
            var (z1, z2, _) = disturbed.Forward(row.Inputs);
            if (!Conditioning.HasClearUnits(disturbed.Parameters, row.Inputs, z1, z2)
                || TensorAssert.Error(calm, ReferenceMasks.RelativeGradient(disturbed, row)) > 5e-3)
                return false;
        }

        return true;
    }
}
