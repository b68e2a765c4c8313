using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RrrGpu.Bench.Peak;

/// <summary>Single-precision fused multiply-adds as fast as the processor does them, two operations each, in GFLOP/s.</summary>
/// <param name="VectorBits">Width of the vectors used.</param>
/// <param name="OneThread">One thread alone.</param>
/// <param name="AllThreads">One thread on each logical processor, together.</param>
/// <param name="Threads">Logical processors.</param>
internal sealed record FmaPeak(int VectorBits, double OneThread, double AllThreads, int Threads)
{
    // Two units with a latency of four cycles need eight independent chains; twelve and two operands fill AVX2's registers.
    private const int Chains = 12;
    private const int Iterations = 20_000_000;
    private const int ProbeIterations = Iterations / 20;
    private const int Repetitions = 5;
    private const float Factor = 0.999999f;
    private const float Summand = 1e-6f;

    /// <summary>Measures; takes a second or two. Each figure is the best of five, for a peak is what can be reached.</summary>
    public static FmaPeak Measure()
    {
        var threads = Environment.ProcessorCount;
        return new(Vector512.IsHardwareAccelerated ? 512 : 256, Best(1), Best(threads), threads);
    }

    /// <summary>What the processor does in a hundredth of a second right now, in GFLOP/s: less than its peak where others use it too.</summary>
    public static double Probe(int threads) => RunOnce(threads, ProbeIterations);

    private static double Best(int threads)
    {
        RunOnce(threads, Iterations);
        return Enumerable.Range(0, Repetitions).Max(_ => RunOnce(threads, Iterations));
    }

    private static double RunOnce(int threads, int iterations)
    {
        using var start = new Barrier(threads);
        var (begins, ends) = (new long[threads], new long[threads]);
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            begins[thread] = Stopwatch.GetTimestamp();
            Sink = Vector512.IsHardwareAccelerated ? Chain512(iterations) : Chain256(iterations);
            ends[thread] = Stopwatch.GetTimestamp();
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        // By the workers' own clocks: on a busy machine this thread may wake when they are half done.
        var seconds = Stopwatch.GetElapsedTime(begins.Min(), ends.Max()).TotalSeconds;
        var lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        return 2.0 * threads * lanes * Chains * iterations / seconds / 1e9;
    }

    // Results are kept so that no compiler may leave the arithmetic out.
    private static float Sink { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chain256(int iterations)
    {
        var (f, s) = (Vector256.Create(Factor), Vector256.Create(Summand));
        var (a0, a1, a2, a3, a4, a5) = (s, s, s, s, s, s);
        var (a6, a7, a8, a9, a10, a11) = (s, s, s, s, s, s);
        for (var i = 0; i < iterations; i++)
        {
            a0 = Vector256.FusedMultiplyAdd(a0, f, s);
            a1 = Vector256.FusedMultiplyAdd(a1, f, s);
            a2 = Vector256.FusedMultiplyAdd(a2, f, s);
            a3 = Vector256.FusedMultiplyAdd(a3, f, s);
            a4 = Vector256.FusedMultiplyAdd(a4, f, s);
            a5 = Vector256.FusedMultiplyAdd(a5, f, s);
            a6 = Vector256.FusedMultiplyAdd(a6, f, s);
            a7 = Vector256.FusedMultiplyAdd(a7, f, s);
            a8 = Vector256.FusedMultiplyAdd(a8, f, s);
            a9 = Vector256.FusedMultiplyAdd(a9, f, s);
            a10 = Vector256.FusedMultiplyAdd(a10, f, s);
            a11 = Vector256.FusedMultiplyAdd(a11, f, s);
        }

        return Vector256.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chain512(int iterations)
    {
        var (f, s) = (Vector512.Create(Factor), Vector512.Create(Summand));
        var (a0, a1, a2, a3, a4, a5) = (s, s, s, s, s, s);
        var (a6, a7, a8, a9, a10, a11) = (s, s, s, s, s, s);
        for (var i = 0; i < iterations; i++)
        {
            a0 = Vector512.FusedMultiplyAdd(a0, f, s);
            a1 = Vector512.FusedMultiplyAdd(a1, f, s);
            a2 = Vector512.FusedMultiplyAdd(a2, f, s);
            a3 = Vector512.FusedMultiplyAdd(a3, f, s);
            a4 = Vector512.FusedMultiplyAdd(a4, f, s);
            a5 = Vector512.FusedMultiplyAdd(a5, f, s);
            a6 = Vector512.FusedMultiplyAdd(a6, f, s);
            a7 = Vector512.FusedMultiplyAdd(a7, f, s);
            a8 = Vector512.FusedMultiplyAdd(a8, f, s);
            a9 = Vector512.FusedMultiplyAdd(a9, f, s);
            a10 = Vector512.FusedMultiplyAdd(a10, f, s);
            a11 = Vector512.FusedMultiplyAdd(a11, f, s);
        }

        return Vector512.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11);
    }
}
