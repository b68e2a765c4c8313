using RrrGpu.Training;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>Every engine passes the golden cases that ship with the program.</summary>
[Collection(SharedEngines.Name)]
public class EngineGoldenTests(EngineFixture engines)
{
    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Golden_cases_pass(string engine)
    {
        var device = engines.Get(engine).Engine;
        var cases = GoldenCases.Read(Path.Combine(AppContext.BaseDirectory, "golden"));
        Assert.NotEmpty(cases);
        Assert.All(cases, golden =>
        {
            var result = GoldenVerifier.Verify(device, golden);
            Assert.True(result.Passed, result.ToString());
        });
    }
}
