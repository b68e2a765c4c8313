using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// How threads are laid out: threads × models, a thread's number is <see cref="Scope.Thread"/>. Group sizes depend on the
/// device alone, never on how many models or rows take part, so a model's arithmetic does not depend on its company.
/// </summary>
/// <param name="accelerator">The device.</param>
/// <param name="isProcessor">Whether it is a processor, where small groups spread better over few cores.</param>
internal sealed class Launch(Accelerator accelerator, bool isProcessor)
{
    private readonly int _group = Math.Min(isProcessor ? 16 : 128, accelerator.MaxNumThreadsPerGroup);

    /// <summary>Whether the device is a processor.</summary>
    public bool IsProcessor => isProcessor;

    /// <summary>Neighbouring elements that a thread of an elementwise pass does.</summary>
    public int ElementsPerThread => isProcessor ? 64 : 1;

    /// <summary>The most models that one launch covers on every kind of device.</summary>
    public const int MaxModels = 65535;

    /// <summary>At least <paramref name="threads"/> threads for each of <paramref name="models"/> models.</summary>
    public KernelConfig Of(int threads, int models) =>
        new(new Index3D(Tiles(threads, _group), 1, models), new Index3D(_group, 1, 1));

    /// <summary>Tiles of <paramref name="size"/> that cover <paramref name="count"/>.</summary>
    public static int Tiles(int count, int size) => (count + size - 1) / size;
}
