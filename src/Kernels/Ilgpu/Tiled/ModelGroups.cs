using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Models by whether the right-reasons term is part of their gradient.</summary>
/// <param name="All">Every model.</param>
/// <param name="Penalised">Those of which it is.</param>
/// <param name="PenalisedCount">How many.</param>
/// <param name="Plain">The others.</param>
/// <param name="PlainCount">How many.</param>
internal readonly record struct ModelGroups(ArrayView<int> All, ArrayView<int> Penalised, int PenalisedCount, ArrayView<int> Plain, int PlainCount);
