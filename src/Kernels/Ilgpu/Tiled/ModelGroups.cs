using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Models by whether the right-reasons term is part of their gradient, and how their annotation is held.</summary>
/// <param name="All">Every model.</param>
/// <param name="Listed">Those of which it is, with an annotation that is a list of entries.</param>
/// <param name="Dense">Those of which it is, with an annotation of which every entry has a mark.</param>
/// <param name="Plain">The others.</param>
internal readonly record struct ModelGroups(ModelGroup All, ModelGroup Listed, ModelGroup Dense, ModelGroup Plain);

/// <summary>Some models of an ensemble.</summary>
/// <param name="Models">Which.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ModelGroup(ArrayView<int> Models, int Count);
