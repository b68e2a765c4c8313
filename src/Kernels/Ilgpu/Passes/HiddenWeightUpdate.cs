using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// ∂W2 = a1ᵀδ2 + u1ᵀv2 + 2λ₂W2, ∂W3 = a2ᵀδ + u2ᵀc + 2λ₂W3, their biases Σ_rows δ2 and Σ_rows δ, and Adam's step. The second
/// products belong to penalised models only.
/// Shapes: all B × width, W2 H1 × H2 and W3 H2 × K with their biases as last rows.
/// A thread sums 4 × 4 parameters over every fourth row of the minibatch; four threads then add up their sums in shared
/// memory, always in the same order, and each updates four parameters.
/// </summary>
internal sealed class HiddenWeightUpdate(Accelerator accelerator)
{
    /// <summary>Threads that share the rows of a minibatch.</summary>
    private const int Slices = SliceSums.Slices;

    /// <summary>4 × 4 blocks of parameters that a group of threads does.</summary>
    private const int MaxBlocks = 32;

    private readonly int _blocks = Math.Min(MaxBlocks, accelerator.MaxNumThreadsPerGroup / Slices);

    private readonly Action<KernelConfig, Scope, TiledActivations, QuadParameters, ScalarParameters, UpdateRule> _kernel =
        accelerator.LoadStreamKernel<Scope, TiledActivations, QuadParameters, ScalarParameters, UpdateRule>(Kernel);

    /// <param name="scope">The minibatch, of all models.</param>
    /// <param name="work">What the rows have left.</param>
    /// <param name="layer2">W2 and b2.</param>
    /// <param name="layer3">W3 and b3.</param>
    /// <param name="rule">What is done with the gradient.</param>
    public void Run(LaunchScope scope, TiledActivations work, QuadParameters layer2, ScalarParameters layer3, UpdateRule rule)
    {
        var blocks = Blocks(work.A1, work.Error2) + Blocks(work.A2, work.Error);
        var groups = new Index3D(Launch.Tiles(blocks, _blocks), 1, scope.Models);
        _kernel(new KernelConfig(groups, new Index3D(_blocks * Slices, 1, 1)), scope.Views, work, layer2, layer3, rule);
    }

    private static void Kernel(Scope scope, TiledActivations work, QuadParameters layer2, ScalarParameters layer3, UpdateRule rule)
    {
        var partial = SharedMemory.Allocate1D<Quad>(Slices * MaxBlocks * Quad.Count);
        var model = scope.Model;
        var rows = scope.Batch(model).Rows;
        var rowsOfPenalty = rule.IsPenalised(model) ? rows : 0;
        var blocks = Group.DimX / Slices;
        var (slice, place) = (Group.IdxX / blocks, Group.IdxX % blocks);
        var ofLayer2 = Blocks(work.A1, work.Error2);
        var block = Grid.IdxX * blocks + place;
        var ofLayer3 = block - ofLayer2;

        Block sum = default;
        if (ofLayer3 < 0)
        {
            var (input, output) = (block / work.Error2.Columns, block % work.Error2.Columns);
            Add(ref sum, work.A1, work.Error2, model, slice, rows, input, output, 1f);
            Add(ref sum, work.U1, work.V2, model, slice, rowsOfPenalty, input, output, 0f);
        }
        else if (ofLayer3 < Blocks(work.A2, work.Error))
        {
            var (input, output) = (ofLayer3 / work.Error.Columns, ofLayer3 % work.Error.Columns);
            Add(ref sum, work.A2, work.Error, model, slice, rows, input, output, 1f);
            Add(ref sum, work.U2, work.C, model, slice, rowsOfPenalty, input, output, 0f);
        }

        var sums = new SliceSums(partial, blocks);
        sums.Put(slice, place, sum);
        Group.Barrier();

        // From here on a thread's slice is a row of the block.
        var total = sums.Total(slice, place);
        if (ofLayer3 < 0)
        {
            var (row, output) = (block / work.Error2.Columns * Quad.Count + slice, block % work.Error2.Columns);
            if (row <= work.A1.Columns * Quad.Count)
                layer2.Apply(rule.Of(model), row, output, total);
        }
        else if (ofLayer3 < Blocks(work.A2, work.Error))
        {
            var (row, output) = (ofLayer3 / work.Error.Columns * Quad.Count + slice, ofLayer3 % work.Error.Columns);
            if (row <= work.A2.Columns * Quad.Count)
                layer3.Apply(rule.Of(model), row, output, total);
        }
    }

    /// <summary>Blocks of a layer's parameters, those of the bias included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Blocks(QuadMatrix inputs, QuadMatrix errors) => (inputs.Columns + 1) * errors.Columns;

    /// <summary>Adds every fourth row's outer products. Behind the last input stands <paramref name="bias"/>: 1 where biases take part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Block sum, QuadMatrix inputs, QuadMatrix errors, int model, int firstRow, int rows, int input, int output, float bias)
    {
        var (rightStep, leftStep) = (Slices * errors.Columns, Slices * inputs.Columns);
        var ofErrors = errors.From(errors.Place(model, 0, output));
        var ofRight = firstRow * errors.Columns;
        if (input == inputs.Columns)
        {
            for (var row = firstRow; row < rows; row += Slices)
            {
                sum.R0.Add(bias, ofErrors[ofRight]);
                ofRight += rightStep;
            }

            return;
        }

        var ofInputs = inputs.From(inputs.Place(model, 0, input));
        var ofLeft = firstRow * inputs.Columns;
        var next = firstRow;

        // Four at a time, so that their reads overlap.
        for (; next + 3 * Slices < rows; next += 4 * Slices)
        {
            var (left, right) = (ofInputs.SubView(ofLeft), ofErrors.SubView(ofRight));
            var (left0, left1, left2, left3) = (left[0], left[leftStep], left[2 * leftStep], left[3 * leftStep]);
            var (right0, right1, right2, right3) = (right[0], right[rightStep], right[2 * rightStep], right[3 * rightStep]);
            sum.Add(left0, right0);
            sum.Add(left1, right1);
            sum.Add(left2, right2);
            sum.Add(left3, right3);
            ofLeft += 4 * leftStep;
            ofRight += 4 * rightStep;
        }

        for (; next < rows; next += Slices)
        {
            sum.Add(ofInputs[ofLeft], ofErrors[ofRight]);
            ofLeft += leftStep;
            ofRight += rightStep;
        }
    }
}
