using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>What is explained and how it is penalised, as kernels read it.</summary>
/// <param name="Scalar">An <see cref="ExplainedScalar"/>.</param>
/// <param name="NamedClass">The class that it names, where it names one.</param>
/// <param name="Norm">A <see cref="PenaltyNorm"/>.</param>
internal readonly record struct ExplanationForm(int Scalar, int NamedClass, int Norm)
{
    /// <summary>The class that a row's scalar is about.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Class(RowValues logits, int classes, int label)
    {
        if (Scalar == (int)ExplainedScalar.CrossEntropy)
            return label;
        return Scalar is (int)ExplainedScalar.LogMax or (int)ExplainedScalar.ProbMax ? logits.Largest(classes) : NamedClass;
    }
}
