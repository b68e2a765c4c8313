using CsCheck;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>How many threads the host SIMD engine uses changes its speed, not its bits.</summary>
public class SimdThreadTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Bits_do_not_depend_on_the_number_of_threads(int threads) =>
        Check(threads, ProblemChoice.Within(EngineUnderTest.All[0].Limits));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Nor_do_those_of_coupled_models(int threads) =>
        Check(threads, CoupledProblem.Within(EngineUnderTest.All[0].Limits));

    private static void Check(int threads, Gen<ProblemChoice> choices)
    {
        using var one = new SimdEngine(1);
        using var several = new SimdEngine(threads);
        choices.Sample(
            choice =>
            {
                var problem = choice.DrawAny();
                Assert.Equal(Fingerprint.All(one, problem), Fingerprint.All(several, problem));
            },
            iter: 30,
            threads: 1);
    }
}
