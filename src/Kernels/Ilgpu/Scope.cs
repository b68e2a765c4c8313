using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>What a launch covers: some models, and each one's part of a minibatch.</summary>
internal readonly struct Scope(ArrayView<int> models, ArrayView<BatchDescriptor> batch)
{
    private readonly ArrayView<int> _models = models;
    private readonly ArrayView<BatchDescriptor> _batch = batch;

    /// <summary>This thread's number within its model.</summary>
    public static int Thread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Grid.IdxX * Group.DimX + Group.IdxX;
    }

    /// <summary>This thread's model.</summary>
    public int Model
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _models[Grid.IdxZ];
    }

    /// <summary>The minibatch of <paramref name="model"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref BatchDescriptor Batch(int model) => ref _batch[model];
}

/// <summary>A <see cref="Scope"/> with what the host must know to launch over it.</summary>
/// <param name="Views">What kernels get.</param>
/// <param name="Models">How many models there are.</param>
/// <param name="MaxRows">The most rows that a model has.</param>
/// <param name="MaxEntries">The most annotated entries that a model has.</param>
/// <param name="MaxMarkedTiles">The most feature tiles with annotated entries that a model has.</param>
internal readonly record struct LaunchScope(Scope Views, int Models, int MaxRows, int MaxEntries, int MaxMarkedTiles);
