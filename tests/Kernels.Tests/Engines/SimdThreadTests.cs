using CsCheck;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>How many threads the host SIMD engine uses changes its speed, not its bits.</summary>
public class SimdThreadTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Bits_do_not_depend_on_the_number_of_threads(int threads)
    {
        using var one = new SimdEngine(1);
        using var several = new SimdEngine(threads);
        ProblemChoice.Within(EngineUnderTest.All[0].Limits).Sample(
            choice =>
            {
                var problem = choice.DrawAny();
                Assert.Equal(Fingerprint.All(one, problem), Fingerprint.All(several, problem));
            },
            iter: 30,
            threads: 1);
    }
}
