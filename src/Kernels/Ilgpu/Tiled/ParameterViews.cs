using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary><see cref="QuadParameters"/> from some place on.</summary>
internal readonly struct ParameterViews(ArrayView<Quad> weights, ArrayView<Quad> firstMoments, ArrayView<Quad> secondMoments, ArrayView<Quad> gradients)
{
    private readonly ArrayView<Quad> _weights = weights;
    private readonly ArrayView<Quad> _firstMoments = firstMoments;
    private readonly ArrayView<Quad> _secondMoments = secondMoments;
    private readonly ArrayView<Quad> _gradients = gradients;

    /// <summary>Four parameters, and their moments where a step is taken; zeros where there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public QuadState Load(ModelUpdate rule, bool isIn, int offset)
    {
        QuadState state = default;
        if (isIn)
        {
            state.Weight = _weights[offset];
            if (rule.Steps)
            {
                state.FirstMoment = _firstMoments[offset];
                state.SecondMoment = _secondMoments[offset];
            }
        }

        return state;
    }

    /// <summary>Takes the step from <paramref name="state"/>, or writes the gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ModelUpdate rule, bool isIn, int offset, Quad sum, QuadState state)
    {
        var (weight, m, v) = (state.Weight, state.FirstMoment, state.SecondMoment);
        sum.Add(rule.Decay, weight);
        if (isIn && rule.Steps)
        {
            var x = rule.Adam.Next(new AdamValue(weight.X, m.X, v.X), sum.X);
            var y = rule.Adam.Next(new AdamValue(weight.Y, m.Y, v.Y), sum.Y);
            var z = rule.Adam.Next(new AdamValue(weight.Z, m.Z, v.Z), sum.Z);
            var w = rule.Adam.Next(new AdamValue(weight.W, m.W, v.W), sum.W);
            _weights[offset] = new Quad(x.Parameter, y.Parameter, z.Parameter, w.Parameter);
            _firstMoments[offset] = new Quad(x.FirstMoment, y.FirstMoment, z.FirstMoment, w.FirstMoment);
            _secondMoments[offset] = new Quad(x.SecondMoment, y.SecondMoment, z.SecondMoment, w.SecondMoment);
        }
        else if (isIn)
        {
            _gradients[offset] = sum;
        }
    }
}

/// <summary>Four parameters and their moments.</summary>
internal struct QuadState
{
    public Quad Weight;
    public Quad FirstMoment;
    public Quad SecondMoment;
}
