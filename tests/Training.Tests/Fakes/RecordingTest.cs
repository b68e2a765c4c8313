namespace RrrGpu.Training.Tests;

/// <summary>A test with a recording engine, at whose end nothing may be left open.</summary>
public abstract class RecordingTest : IDisposable
{
    private protected RecordingEngine Engine { get; } = new();

    public void Dispose()
    {
        Engine.Dispose();
        Assert.Equal(0, Engine.Undisposed);
        GC.SuppressFinalize(this);
    }
}
