using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>What becomes of a product's sums.</summary>
internal enum DenseOutput
{
    /// <summary>in·W + b: logits.</summary>
    Affine,

    /// <summary>max(0, in·W + b): a hidden layer.</summary>
    Relu,

    /// <summary>in·W: u, the last step of the double backward pass.</summary>
    Linear,

    /// <summary>(in·W)∘D, D the pattern of positive activations: u2.</summary>
    Gated,
}

/// <summary>
/// out = f(in·W), f one of <see cref="DenseOutput"/>: a2, z, u2 and u.
/// Shapes: in B × I, W I × O with the bias as its row I, out B × O, activations B × O.
/// A thread holds eight columns of four rows.
/// </summary>
internal sealed class DenseForward(Accelerator accelerator, Launch launch)
{
    private const int RowTile = 4;

    private readonly Action<KernelConfig, Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, int> _kernel =
        accelerator.LoadStreamKernel<Scope, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, int>(Kernel);

    /// <param name="scope">The minibatch.</param>
    /// <param name="input">in.</param>
    /// <param name="weights">W and b.</param>
    /// <param name="activations">What D is taken from; read for <see cref="DenseOutput.Gated"/> only.</param>
    /// <param name="output">out.</param>
    /// <param name="form">f.</param>
    public void Run(LaunchScope scope, ModelMatrix input, ModelMatrix weights, ModelMatrix activations, ModelMatrix output, DenseOutput form)
    {
        if (weights.Columns != output.Columns || activations.Columns != output.Columns)
            throw new ArgumentException($"dense forward: expected {weights.Columns} output columns like the weights, got {output.Columns}");
        var threads = Launch.Tiles(scope.MaxRows, RowTile) * Launch.Tiles(output.Columns, Lanes.Count);
        _kernel(launch.Of(threads, scope.Models), scope.Views, input, weights, activations, output, (int)form);
    }

    private static void Kernel(Scope scope, ModelMatrix input, ModelMatrix weights, ModelMatrix activations, ModelMatrix output, int form)
    {
        var model = scope.Model;
        var blocks = (output.Columns + Lanes.Count - 1) / Lanes.Count;
        var row = Scope.Thread / blocks * RowTile;
        var column = Scope.Thread % blocks * Lanes.Count;
        var last = scope.Batch(model).Rows - 1;
        if (row > last)
            return;

        var row1 = IntrinsicMath.Min(row + 1, last);
        var row2 = IntrinsicMath.Min(row + 2, last);
        var row3 = IntrinsicMath.Min(row + 3, last);
        Lanes s0 = default, s1 = default, s2 = default, s3 = default;
        for (var i = 0; i < input.Columns; i++)
        {
            var weight = weights.Load(model, i, column);
            s0.Add(input[model, row, i], weight);
            s1.Add(input[model, row1, i], weight);
            s2.Add(input[model, row2, i], weight);
            s3.Add(input[model, row3, i], weight);
        }

        Lanes bias = default;
        if (form == (int)DenseOutput.Affine || form == (int)DenseOutput.Relu)
            bias = weights.Load(model, input.Columns, column);
        Store(model, row, column, s0, bias, form, activations, output);
        if (row + 1 <= last)
            Store(model, row + 1, column, s1, bias, form, activations, output);
        if (row + 2 <= last)
            Store(model, row + 2, column, s2, bias, form, activations, output);
        if (row + 3 <= last)
            Store(model, row + 3, column, s3, bias, form, activations, output);
    }

    private static void Store(int model, int row, int column, Lanes sum, Lanes bias, int form, ModelMatrix activations, ModelMatrix output)
    {
        sum.Add(bias);
        if (form == (int)DenseOutput.Relu)
            sum.Rectify();
        if (form == (int)DenseOutput.Gated)
            sum.Gate(activations.Load(model, row, column));
        output.Store(model, row, column, sum);
    }
}
