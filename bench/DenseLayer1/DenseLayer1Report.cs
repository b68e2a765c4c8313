using System.Globalization;
using System.Text;
using RrrGpu.Bench.Peak;

namespace RrrGpu.Bench.DenseLayer1;

/// <summary>The two products of layer 1 that read every input, on inputs none of which is zero.</summary>
/// <param name="Commit">The commit that was built.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="Rows">B.</param>
/// <param name="Inputs">D.</param>
/// <param name="Hidden1">H1.</param>
/// <param name="Peak">Fused multiply-adds: the best seen in the same run.</param>
/// <param name="Products">Each product on one thread and on all.</param>
internal sealed record DenseLayer1Report(string Commit, string Processor, int Rows, int Inputs, int Hidden1, FmaPeak Peak, IReadOnlyList<ProductRate> Products)
{
    /// <summary>As Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Dense products of layer 1, {Rows} × {Inputs} × {Hidden1}, on {Processor}, commit {Commit}; 2·B·D·H1 operations, no padding");
        text.AppendLine(CultureInfo.InvariantCulture, $"FMA peak in the same run, {Peak.VectorBits}-bit vectors: {Peak.OneThread:0} GFLOP/s on one thread, {Peak.AllThreads:0} on all {Peak.Threads}");
        text.AppendLine();
        text.AppendLine("| product | inputs | threads | GFLOP/s, median | of multiply-adds in the same round | GFLOP/s, best | of the peak |");
        text.AppendLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var product in Products)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {product.Product} | {product.InputType} | {product.Threads} | {product.MedianGflops:0.0} | {product.MedianShare:0.0%} | {product.BestGflops:0.0} | {product.BestGflops / (product.Threads == 1 ? Peak.OneThread : Peak.AllThreads):0.0%} |");
        return text.ToString();
    }
}

/// <summary>One product's rate.</summary>
/// <param name="Product">Which.</param>
/// <param name="InputType">What the inputs are stored as.</param>
/// <param name="Threads">Threads, each with a model of its own.</param>
/// <param name="MedianGflops">Median over the rounds.</param>
/// <param name="MedianShare">Of the multiply-adds that as many threads did just before or after: the median of the rounds' shares.</param>
/// <param name="BestGflops">The best round, as the peak is the best of several.</param>
internal sealed record ProductRate(string Product, string InputType, int Threads, double MedianGflops, double MedianShare, double BestGflops);
