using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Bench.Peak;

namespace RrrGpu.Bench.Launches;

/// <summary>What a device reaches at best, measured on it.</summary>
/// <param name="Gflops">Single-precision fused multiply-adds, two operations each, in GFLOP/s.</param>
/// <param name="GigabytesPerSecond">A copy within its memory, bytes read and bytes written both counted.</param>
internal sealed record DevicePeak(double Gflops, double GigabytesPerSecond)
{
    private const int Chains = 8;
    private const int FirstIterations = 1 << 10;
    private const double LongEnough = 0.02;
    private const int Repetitions = 7;
    private const int GroupsAMultiprocessor = 16;
    private const int LargestGroup = 256;
    private const long LargestCopy = 1L << 30;
    private const int HostPart = 1 << 26;

    /// <summary>Measures; each figure is the best of several, for a peak is what can be reached.</summary>
    /// <param name="session">The device. Of a processor, all its threads' vectors are the peak of arithmetic.</param>
    public static DevicePeak Measure(IlgpuSession session) =>
        new(session.Device.IsGpu ? Arithmetic(session.Accelerator) : FmaPeak.Measure().AllThreads, Copy(session.Accelerator, session.Device.IsGpu));

    /// <summary>The same of any device by its id.</summary>
    /// <exception cref="RrrGpu.Kernels.DeviceNotFoundException">This machine has no such device.</exception>
    public static DevicePeak Measure(string device)
    {
        if (device == "simd")
            return new(FmaPeak.Measure().AllThreads, HostCopy());
        using var session = IlgpuSession.Open(device);
        return Measure(session);
    }

    private static double HostCopy()
    {
        var threads = Environment.ProcessorCount;
        var parts = Enumerable.Range(0, threads).Select(static _ => (From: new byte[HostPart], To: new byte[HostPart])).ToArray();
        double Seconds()
        {
            var clock = Stopwatch.StartNew();
            Parallel.ForEach(parts, static part => part.From.AsSpan().CopyTo(part.To));
            return clock.Elapsed.TotalSeconds;
        }

        Seconds();
        return 2.0 * HostPart * threads / Enumerable.Range(0, Repetitions).Min(_ => Seconds()) / 1e9;
    }

    private static double Arithmetic(Accelerator accelerator)
    {
        var group = Math.Min(LargestGroup, accelerator.MaxNumThreadsPerGroup);
        var threads = group * GroupsAMultiprocessor * accelerator.NumMultiprocessors;
        using var results = accelerator.Allocate1D<float>(threads);
        var kernel = accelerator.LoadStreamKernel<ArrayView<float>, int, float, float>(FmaKernel);
        double Seconds(int iterations)
        {
            var clock = Stopwatch.StartNew();
            kernel(new KernelConfig(threads / group, group), results.View.BaseView, iterations, 0.999999f, 1e-6f);
            accelerator.Synchronize();
            return clock.Elapsed.TotalSeconds;
        }

        Seconds(FirstIterations);
        var iterations = FirstIterations;
        while (Seconds(iterations) < LongEnough)
            iterations *= 2;
        var best = Enumerable.Range(0, Repetitions).Min(_ => Seconds(iterations));
        return 2.0 * Chains * iterations * threads / best / 1e9;
    }

    private static double Copy(Accelerator accelerator, bool isGpu)
    {
        // Far more than any cache holds, and a small part of the memory.
        var bytes = isGpu ? Math.Min(LargestCopy, accelerator.MemorySize / 8) : LargestCopy / 8;
        using var from = accelerator.Allocate1D<byte>(bytes);
        using var to = accelerator.Allocate1D<byte>(bytes);
        from.MemSetToZero();
        double Seconds()
        {
            var clock = Stopwatch.StartNew();
            from.View.CopyTo(to.View);
            accelerator.Synchronize();
            return clock.Elapsed.TotalSeconds;
        }

        Seconds();
        return 2.0 * bytes / Enumerable.Range(0, Repetitions).Min(_ => Seconds()) / 1e9;
    }

    /// <summary>Eight independent chains of multiply-adds in each thread.</summary>
    internal static void FmaKernel(ArrayView<float> results, int iterations, float factor, float summand)
    {
        float a = summand, b = summand + 1, c = summand + 2, d = summand + 3, e = summand + 4, f = summand + 5, g = summand + 6, h = summand + 7;
        for (var i = 0; i < iterations; i++)
        {
            a = a * factor + summand;
            b = b * factor + summand;
            c = c * factor + summand;
            d = d * factor + summand;
            e = e * factor + summand;
            f = f * factor + summand;
            g = g * factor + summand;
            h = h * factor + summand;
        }

        results[Grid.GlobalIndex.X] = a + b + c + d + (e + f) + (g + h);
    }
}
