using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// A fitted scaling: x′_d = (x_d − offset_d) / divisor_d. It belongs to the model that was trained behind it and is stored with it,
/// so that the model can be applied to raw inputs.
/// </summary>
public sealed class InputScale
{
    private readonly float[] _offsets;
    private readonly float[] _divisors;

    /// <summary>Restores a scale from what was stored.</summary>
    /// <param name="scaling">How it was fitted.</param>
    /// <param name="offsets">D finite numbers.</param>
    /// <param name="divisors">D finite numbers above 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a number is unusable.</exception>
    public InputScale(InputScaling scaling, float[] offsets, float[] divisors)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(divisors);
        if (offsets.Length != divisors.Length)
            throw new ArgumentException($"input scale: expected as many divisors as offsets ({offsets.Length}), got {divisors.Length}");
        for (var d = 0; d < offsets.Length; d++)
        {
            if (!float.IsFinite(offsets[d]))
                throw new ArgumentException($"input scale: offset of feature {d}: expected a finite number, got {offsets[d]}");
            if (!float.IsFinite(divisors[d]) || divisors[d] <= 0)
                throw new ArgumentException($"input scale: divisor of feature {d}: expected a finite number above 0, got {divisors[d]}");
        }

        Scaling = scaling;
        _offsets = offsets;
        _divisors = divisors;
    }

    /// <summary>How it was fitted.</summary>
    public InputScaling Scaling { get; }

    /// <summary>D, the features that it scales.</summary>
    public int Features => _offsets.Length;

    /// <summary>What is subtracted from each feature, D.</summary>
    public ReadOnlySpan<float> Offsets => _offsets;

    /// <summary>What each feature is then divided by, D.</summary>
    public ReadOnlySpan<float> Divisors => _divisors;

    /// <summary>The scale that leaves inputs as they are.</summary>
    /// <param name="features">D.</param>
    public static InputScale Raw(int features)
    {
        var divisors = new float[features];
        Array.Fill(divisors, 1f);
        return new InputScale(InputScaling.Raw, new float[features], divisors);
    }

    /// <summary>Takes the statistics of <paramref name="training"/>, N × D; nothing else may have a say in them.</summary>
    /// <exception cref="ArgumentException"><paramref name="scaling"/> is unknown.</exception>
    public static InputScale Fit(InputScaling scaling, InputMatrix training)
    {
        ArgumentNullException.ThrowIfNull(training);
        var offsets = new float[training.Columns];
        var divisors = new float[training.Columns];
        Array.Fill(divisors, 1f);
        switch (scaling)
        {
            case InputScaling.Raw:
                break;
            case InputScaling.Unit:
                Array.Fill(divisors, training.Bytes is not null ? 255f : LargestMagnitude(training));
                break;
            case InputScaling.Standard:
                FitStandard(training, offsets, divisors);
                break;
            default:
                throw new ArgumentException($"input scaling: {(int)scaling} is not one of {string.Join(", ", Enum.GetNames<InputScaling>())}");
        }

        return new InputScale(scaling, offsets, divisors);
    }

    /// <summary>Scales rows, N × D; <see cref="InputScaling.Raw"/> returns <paramref name="inputs"/> itself.</summary>
    /// <exception cref="ArgumentException">The number of features differs.</exception>
    public InputMatrix Apply(InputMatrix inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Columns != Features)
            throw new ArgumentException($"inputs: expected {Features} features like those the scale was fitted to, got {inputs.Columns}");
        if (Scaling == InputScaling.Raw)
            return inputs;
        var values = inputs.ToArray();
        for (var start = 0; start < values.Length; start += Features)
        {
            var row = values.AsSpan(start, Features);
            for (var d = 0; d < row.Length; d++)
                row[d] = (row[d] - _offsets[d]) / _divisors[d];
        }

        return new InputMatrix(values, inputs.Rows, inputs.Columns);
    }

    /// <summary>Scales the inputs of labelled rows.</summary>
    /// <exception cref="ArgumentException">The number of features differs.</exception>
    public LabeledRows Apply(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Scaling == InputScaling.Raw ? rows : new LabeledRows(Apply(rows.Inputs), rows.Labels, rows.Classes);
    }

    private static float LargestMagnitude(InputMatrix training)
    {
        var largest = 0f;
        var row = new float[training.Columns];
        for (var n = 0; n < training.Rows; n++)
        {
            training.CopyRow(n, row);
            foreach (var value in row)
                largest = Math.Max(largest, Math.Abs(value));
        }

        return largest == 0 ? 1 : largest;
    }

    /// <summary>Means, then population deviations, in two passes of double; a feature that never varies is only centred.</summary>
    private static void FitStandard(InputMatrix training, float[] offsets, float[] divisors)
    {
        var row = new float[training.Columns];
        var sums = new double[training.Columns];
        for (var n = 0; n < training.Rows; n++)
        {
            training.CopyRow(n, row);
            for (var d = 0; d < row.Length; d++)
                sums[d] += row[d];
        }

        for (var d = 0; d < row.Length; d++)
            offsets[d] = (float)(sums[d] / training.Rows);

        Array.Clear(sums);
        for (var n = 0; n < training.Rows; n++)
        {
            training.CopyRow(n, row);
            for (var d = 0; d < row.Length; d++)
                sums[d] += ((double)row[d] - offsets[d]) * ((double)row[d] - offsets[d]);
        }

        for (var d = 0; d < row.Length; d++)
        {
            var deviation = (float)Math.Sqrt(sums[d] / training.Rows);
            // A constant whose mean rounds in float32 leaves a deviation of a few units in the last place: that is not a spread.
            divisors[d] = deviation > Math.Abs(offsets[d]) * 1e-6f ? deviation : 1f;
        }
    }
}
