using System.Runtime.InteropServices;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>Results as bits, so that equal means identical.</summary>
internal static class Fingerprint
{
    /// <summary>Everything that each model of a problem computes before and after training.</summary>
    public static string[] All(IEngine device, EngineProblem problem)
    {
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        var before = Passes(ensemble, rows, problem);
        ensemble.Train(rows, problem.Schedules, 0, problem.Schedules[0].BatchCount);
        var after = Passes(ensemble, rows, problem);
        return [.. before.Zip(after, States(ensemble)).Select(static parts => $"{parts.First}\n{parts.Second}\n{parts.Third}")];
    }

    /// <summary>Each model's parameters, moments and steps.</summary>
    public static string[] States(IEnsemble ensemble)
    {
        var states = new string[ensemble.ModelCount];
        for (var model = 0; model < states.Length; model++)
        {
            var state = ensemble.ReadState(model);
            states[model] = $"theta {Of(state.Parameters)} m {Of(state.FirstMoment)} v {Of(state.SecondMoment)} t {state.Steps}";
        }

        return states;
    }

    private static string[] Passes(IEnsemble ensemble, IRowSet rows, EngineProblem problem)
    {
        var losses = ensemble.Evaluate(rows, withAnnotations: true);
        var gradients = ensemble.LossGradients(rows, problem.Schedules, 0, LossGradientTerms.All);
        var similarity = ensemble.Similarity(rows);
        var passes = new string[ensemble.ModelCount];
        for (var model = 0; model < passes.Length; model++)
        {
            var loss = losses[model];
            passes[model] = string.Join(
                '\n',
                $"loss {Bits(loss.CrossEntropy)} {Bits(loss.RightReasons)} {Bits(loss.WeightDecay)} {loss.Correct} {loss.Rows} {Bits(similarity)}",
                $"gradient {Of(gradients[model])}",
                $"logits {Of(ensemble.Logits(model, rows))}",
                $"explanation {Of(ensemble.InputGradients(model, rows, ExplainedScalar.LogSum))}",
                $"masks {Of(ensemble.Masks(model, rows, 0.5f).Words)}");
        }

        return passes;
    }

    private static string Bits(double value) => BitConverter.DoubleToUInt64Bits(value).ToString("x16");

    private static string Of(NetworkParameters parameters) =>
        string.Join(' ', parameters.Tensors.Select(static tensor => $"{tensor.Name} {Of(tensor.Values)}"));

    private static string Of<T>(T[] values)
        where T : unmanaged => Convert.ToHexString(MemoryMarshal.AsBytes(values.AsSpan()));
}
