using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using RrrGpu.Kernels.Ilgpu.Passes;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Tensor;

/// <summary>The layer-1 products of byte inputs by matrix units, each compiled when it is first used.</summary>
internal sealed class TensorPassLibrary
{
    private TensorPassLibrary(TileChoices<ITiledLayer1Forward<ByteChunks>> forward, TileChoices<ILayer1WeightUpdate<ByteChunks>> update) =>
        (Forward, Update) = (forward, update);

    /// <summary><see cref="TiledLayer1Forward{TInputs, TChunk, TTile}"/>.</summary>
    public TileChoices<ITiledLayer1Forward<ByteChunks>> Forward { get; }

    /// <summary><see cref="Layer1WeightUpdate{TInputs, TChunk, TTile}"/>.</summary>
    public TileChoices<ILayer1WeightUpdate<ByteChunks>> Update { get; }

    /// <summary>The products by the tensor cores of a device; null where it has none that take TF32.</summary>
    public static TensorPassLibrary? OfDevice(Accelerator accelerator) =>
        accelerator is CudaAccelerator cuda && cuda.Architecture >= CudaArchitecture.SM_80 ? Of<CudaMatrixUnit>(accelerator) : null;

    /// <summary>The products by units of a kind.</summary>
    public static TensorPassLibrary Of<TUnit>(Accelerator accelerator)
        where TUnit : struct, IMatrixUnit =>
        new(
            // A tile of one warp is the smallest there can be.
            new(
                () => new TiledLayer1Forward<ByteChunks, ByteChunk, SmallTensorTile<TUnit>>(accelerator),
                () => new TiledLayer1Forward<ByteChunks, ByteChunk, SmallTensorTile<TUnit>>(accelerator),
                () => new TiledLayer1Forward<ByteChunks, ByteChunk, MediumTensorTile<TUnit>>(accelerator),
                () => new TiledLayer1Forward<ByteChunks, ByteChunk, LargeTensorTile<TUnit>>(accelerator)),
            new(
                () => new Layer1WeightUpdate<ByteChunks, ByteChunk, SmallTensorTile<TUnit>>(accelerator),
                () => new Layer1WeightUpdate<ByteChunks, ByteChunk, SmallTensorTile<TUnit>>(accelerator),
                () => new Layer1WeightUpdate<ByteChunks, ByteChunk, MediumTensorTile<TUnit>>(accelerator),
                () => new Layer1WeightUpdate<ByteChunks, ByteChunk, LargeTensorTile<TUnit>>(accelerator)));
}
