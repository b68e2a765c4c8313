using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// ∂W = inᵀe + gᵀf + 2λ₂W and ∂b = Σ_rows e + 2λ₂b: layers 2 (in = a1, e = δ2, g = u1, f = v2) and 3
/// (in = a2, e = δ, g = u2, f = c). The second product belongs to penalised models only.
/// Shapes: in and g B × I, e and f B × O, W and its gradient I × O with the bias as row I.
/// A thread holds eight columns of four rows of W and walks the minibatch; the last row tile is the bias.
/// </summary>
internal sealed class DenseWeightGradient(Accelerator accelerator, Launch launch)
{
    private const int RowTile = 4;

    private readonly Action<KernelConfig, Scope, ArrayView<ModelConstants>, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<ModelConstants>, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    /// <param name="scope">The minibatch.</param>
    /// <param name="constants">Each model's λ₂, and whether it is penalised.</param>
    /// <param name="input">in.</param>
    /// <param name="error">e.</param>
    /// <param name="secondInput">g.</param>
    /// <param name="secondError">f.</param>
    /// <param name="weights">W and b.</param>
    /// <param name="gradient">∂W and ∂b.</param>
    public void Run(
        LaunchScope scope,
        ArrayView<ModelConstants> constants,
        ModelMatrix input,
        ModelMatrix error,
        ModelMatrix secondInput,
        ModelMatrix secondError,
        ModelMatrix weights,
        ModelMatrix gradient)
    {
        if (error.Columns != gradient.Columns || weights.Columns != gradient.Columns || secondInput.Columns != input.Columns)
            throw new ArgumentException($"dense weight gradient: expected {gradient.Columns} columns of errors and weights, got {error.Columns} and {weights.Columns}");
        var threads = (Launch.Tiles(input.Columns, RowTile) + 1) * Launch.Tiles(gradient.Columns, Lanes.Count);
        _kernel(launch.Of(threads, scope.Models), scope.Views, constants, input, error, secondInput, secondError, weights, gradient);
    }

    private static void Kernel(
        Scope scope,
        ArrayView<ModelConstants> constants,
        ModelMatrix input,
        ModelMatrix error,
        ModelMatrix secondInput,
        ModelMatrix secondError,
        ModelMatrix weights,
        ModelMatrix gradient)
    {
        var model = scope.Model;
        var blocks = (gradient.Columns + Lanes.Count - 1) / Lanes.Count;
        var first = Scope.Thread / blocks * RowTile;
        var column = Scope.Thread % blocks * Lanes.Count;
        var inputs = input.Columns;
        var biasTile = (inputs + RowTile - 1) / RowTile * RowTile;
        if (first > biasTile)
            return;

        var rows = scope.Batch(model).Rows;
        Lanes s0 = default, s1 = default, s2 = default, s3 = default;
        if (first == biasTile)
        {
            for (var row = 0; row < rows; row++)
                s0.Add(1f, error.Load(model, row, column));
            first = inputs;
        }
        else
        {
            for (var row = 0; row < rows; row++)
            {
                var e = error.Load(model, row, column);
                s0.Add(input[model, row, first], e);
                s1.Add(input[model, row, first + 1], e);
                s2.Add(input[model, row, first + 2], e);
                s3.Add(input[model, row, first + 3], e);
            }

            var secondRows = constants[model].IsPenalised != 0 ? rows : 0;
            for (var row = 0; row < secondRows; row++)
            {
                var f = secondError.Load(model, row, column);
                s0.Add(secondInput[model, row, first], f);
                s1.Add(secondInput[model, row, first + 1], f);
                s2.Add(secondInput[model, row, first + 2], f);
                s3.Add(secondInput[model, row, first + 3], f);
            }
        }

        var decay = constants[model].Decay;
        Store(model, first, column, s0, decay, weights, gradient);
        if (first + 1 < inputs)
            Store(model, first + 1, column, s1, decay, weights, gradient);
        if (first + 2 < inputs)
            Store(model, first + 2, column, s2, decay, weights, gradient);
        if (first + 3 < inputs)
            Store(model, first + 3, column, s3, decay, weights, gradient);
    }

    private static void Store(int model, int row, int column, Lanes sum, float decay, ModelMatrix weights, ModelMatrix gradient)
    {
        sum.Add(decay, weights.Load(model, row, column));
        gradient.Store(model, row, column, sum);
    }
}
