namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>One engine a device for all tests: creating one may cost seconds.</summary>
public sealed class EngineFixture : IDisposable
{
    private readonly Dictionary<string, IEngine?> _engines = [];

    /// <summary>The engine called <paramref name="id"/>; skips the test where this machine lacks its device.</summary>
    public (IEngine Engine, EngineUnderTest Test) Get(string id)
    {
        var test = EngineUnderTest.All.Single(engine => engine.Id == id);
        if (!_engines.TryGetValue(id, out var engine))
        {
            engine = test.Create();
            _engines.Add(id, engine);
        }

        if (engine is null)
        {
            var required = test.RequiredBy is not null && Environment.GetEnvironmentVariable(test.RequiredBy) == "1";
            Assert.False(required, $"no {id} device, and {test.RequiredBy}=1 requires one");
            Assert.Skip($"no {id} device here");
        }

        return (engine, test);
    }

    public void Dispose()
    {
        foreach (var engine in _engines.Values)
            engine?.Dispose();
    }
}

/// <summary>Tests that share engines, and so run one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class SharedEngines : ICollectionFixture<EngineFixture>
{
    public const string Name = "engines";
}
