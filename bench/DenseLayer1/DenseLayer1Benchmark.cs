using System.Runtime.Intrinsics;
using RrrGpu.Bench.Peak;
using RrrGpu.Kernels;
using RrrGpu.Kernels.Simd;

namespace RrrGpu.Bench.DenseLayer1;

/// <summary>Times the dense products of layer 1 on the host, beside its peak.</summary>
internal static class DenseLayer1Benchmark
{
    private const int Batches = 16;

    /// <summary>Measures with <paramref name="hidden1"/> hidden units, <paramref name="rounds"/> times.</summary>
    public static DenseLayer1Report Run(int hidden1, int rounds, string commit)
    {
        var shape = DecoyWorkload.Shape with { Hidden1 = hidden1 };
        // The best that was seen, whenever: a peak that was measured while something else ran is none.
        var peak = FmaPeak.Measure();
        int[] threads = peak.Threads == 1 ? [1] : [1, peak.Threads];
        var products = new List<ProductRate>();
        foreach (var inBytes in new[] { true, false })
        {
            var rows = Rows(shape, inBytes);
            foreach (var count in threads)
            {
                var (rates, best) = Vector512.IsHardwareAccelerated
                    ? Rates<Lane512>(rows, shape, inBytes, count, rounds)
                    : Rates<Lane256>(rows, shape, inBytes, count, rounds);
                products.AddRange(rates);
                peak = count == 1 ? peak with { OneThread = Math.Max(peak.OneThread, best) } : peak with { AllThreads = Math.Max(peak.AllThreads, best) };
            }
        }

        return new(commit, Machine.ProcessorName, DecoyWorkload.BatchSize, shape.Inputs, hidden1, peak, products);
    }

    private static (ProductRate[] Rates, double Peak) Rates<TLane>(LabeledRows rows, NetworkShape shape, bool inBytes, int threads, int rounds)
        where TLane : unmanaged, ILane<TLane>
    {
        using var products = new LayerProducts<TLane>(rows, shape, DecoyWorkload.BatchSize, threads);
        products.Forward();
        products.WeightGradient();
        var peak = 0.0;
        return ([Rate("x·W1", products.Forward), Rate("xᵀδ1", products.WeightGradient)], peak);

        ProductRate Rate(string name, Func<double> product)
        {
            var (rates, shares) = (new double[rounds], new double[rounds]);
            for (var round = 0; round < rounds; round++)
            {
                // What else the machine does falls on the product and on what it is compared with.
                var before = FmaPeak.Probe(threads);
                rates[round] = products.Operations / product() / 1e9;
                var beside = Math.Max(before, FmaPeak.Probe(threads));
                shares[round] = rates[round] / beside;
                peak = Math.Max(peak, beside);
            }

            return new(name, inBytes ? "bytes" : "float32", threads, rates.Median(), shares.Median(), rates.Max());
        }
    }

    /// <summary>Rows without a zero.</summary>
    private static LabeledRows Rows(NetworkShape shape, bool inBytes)
    {
        const int count = Batches * DecoyWorkload.BatchSize;
        var random = new Random(0);
        var labels = new int[count];
        var length = count * shape.Inputs;
        var inputs = inBytes
            ? new InputMatrix([.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(1, 256))], count, shape.Inputs)
            : new InputMatrix([.. Enumerable.Range(0, length).Select(_ => random.NextSingle() + 0.01f)], count, shape.Inputs);
        return new(inputs, labels, shape.Classes);
    }
}
