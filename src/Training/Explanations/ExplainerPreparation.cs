using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Has what explaining takes compiled while data are still being read: left to the first rows that are explained, it takes as long as
/// twenty thousand of them.
/// </summary>
public sealed class ExplainerPreparation : IDisposable
{
    // So many that every thread gets some, with zeros and without.
    private const int Rows = 300;

    private readonly Task _task;

    /// <summary>Begins, on a processor; a GPU's driver wants to be called by one thread.</summary>
    /// <param name="engine">Where the passes will run; not to be used before <see cref="Wait"/>.</param>
    /// <param name="parameters">The network that will be explained.</param>
    public ExplainerPreparation(IEngine engine, NetworkParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(parameters);
        _task = engine is SimdEngine ? Task.Run(() => Explain(engine, parameters)) : Task.CompletedTask;
    }

    /// <summary>Whether it has come to its end.</summary>
    public bool IsDone => _task.IsCompleted;

    /// <summary>Waits for the end.</summary>
    public void Wait() => _task.GetAwaiter().GetResult();

    /// <summary>Waits too: the engine may go after this.</summary>
    public void Dispose() => _task.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();

    private static void Explain(IEngine engine, NetworkParameters parameters)
    {
        var shape = parameters.Shape;
        var inputs = new byte[checked(Rows * shape.Inputs)];
        for (var i = 0; i < inputs.Length; i += 5)
            inputs[i] = 1;
        using var explainer = new Explainer(engine, parameters, InputScale.Raw(shape.Inputs));
        foreach (var chunk in explainer.Over(new LabeledRows(new InputMatrix(inputs, Rows, shape.Inputs), new int[Rows], shape.Classes)))
            chunk.Explain(ExplainedScalar.LogMax, explainedClass: null, cutoff: 0.5f);
    }
}
