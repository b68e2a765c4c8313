using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Where an ensemble's parameters, moments and gradients lie.</summary>
/// <param name="Parameters">θ.</param>
/// <param name="FirstMoment">m.</param>
/// <param name="SecondMoment">v.</param>
/// <param name="Gradient">∂θ.</param>
internal sealed record EnsembleMemory(ArrayView<float> Parameters, ArrayView<float> FirstMoment, ArrayView<float> SecondMoment, ArrayView<float> Gradient);
