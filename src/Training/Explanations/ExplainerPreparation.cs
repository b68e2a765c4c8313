using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Has what explaining takes compiled while data are still being read: left to the first rows that are explained, it takes as long as
/// twenty thousand of them.
/// </summary>
public sealed class ExplainerPreparation : IDisposable
{
    // So many that every thread gets some, with zeros and without.
    private const int MostRows = 300;

    // Of inputs so wide that fewer rows fill some megabytes, fewer do.
    private const int MostValues = 1 << 21;

    private readonly Task _task;

    /// <summary>Begins, where an engine may be called by another thread than this one; elsewhere there is nothing to wait for.</summary>
    /// <param name="engine">Where the passes will run; not to be used before <see cref="Wait"/>.</param>
    /// <param name="parameters">The network that will be explained.</param>
    public ExplainerPreparation(IEngine engine, NetworkParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parameters);
        _task = engine.Device.MayChangeThread ? Task.Run(() => Explain(engine, parameters)) : Task.CompletedTask;
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="Exception">It failed: what the engine threw, which it would have thrown for the first rows too.</exception>
    public void Wait() => _task.GetAwaiter().GetResult();

    /// <summary>Waits too, and says nothing of a failure: the engine may go after this.</summary>
    public void Dispose() => _task.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();

    private static void Explain(IEngine engine, NetworkParameters parameters)
    {
        var shape = parameters.Shape;
        var rows = Math.Clamp(MostValues / shape.Inputs, 1, MostRows);
        var inputs = new byte[rows * shape.Inputs];
        for (var i = 0; i < inputs.Length; i += 5)
            inputs[i] = 1;
        using var explainer = new Explainer(engine, parameters, InputScale.Raw(shape.Inputs));
        foreach (var chunk in explainer.Over(new LabeledRows(new InputMatrix(inputs, rows, shape.Inputs), new int[rows], shape.Classes)))
            chunk.Explain(ExplainedScalar.LogMax, explainedClass: null, cutoff: 0.5f);
    }
}
