using RrrGpu.Host.Sweeps;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Tests.Sweeps;

public sealed class SweepEnginesTests
{
    [Fact]
    public void TensorCoresOfSeveralGenerationsDoNotShareASweep()
    {
        Engines("9.0", "9.0").RequireOneGeneration();
        BadInput.Expect(() => Engines("9.0", "8.6").RequireOneGeneration(), "one compute capability", "cuda:0 (9.0), cuda:1 (8.6)");
    }

    private static SweepEngines Engines(params string[] capabilities) => new([.. capabilities.Select(static (capability, i) =>
        new Described(new DeviceDescription($"cuda:{i}", DeviceKind.Cuda, "made up", UsesTf32: true) { ComputeCapability = capability }))]);

    private sealed class Described(DeviceDescription device) : IEngine
    {
        public DeviceDescription Device => device;

        public IRowSet Upload(LabeledRows rows) => throw new NotSupportedException();

        public IEnsemble CreateEnsemble(ObjectiveDefinition objective, AdamSettings adam, IReadOnlyList<ModelSettings> models, IReadOnlyList<OptimizerState> initial) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
