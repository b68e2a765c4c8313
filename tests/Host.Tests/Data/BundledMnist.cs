using RrrGpu.Host.Data;
using RrrGpu.Host.Tests.Data;
using RrrGpu.Training;

[assembly: AssemblyFixture(typeof(BundledMnist))]

namespace RrrGpu.Host.Tests.Data;

/// <summary>The whole of MNIST, loaded once for all tests that need it.</summary>
public sealed class BundledMnist
{
    public DataSet Plain { get; } = DataSetCatalog.Load("mnist");
}
