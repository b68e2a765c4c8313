using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

public class InputScaleTests
{
    [Fact]
    public void Raw_hands_back_the_same_object()
    {
        var inputs = new InputMatrix([1f, 2, 3, 4], 2, 2);

        Assert.Same(inputs, InputScale.Fit(InputScaling.Raw, inputs).Apply(inputs));
    }

    [Fact]
    public void Unit_divides_bytes_by_255_whatever_the_largest_is()
    {
        var inputs = new InputMatrix([(byte)0, 51, 102, 204], 2, 2);

        Assert.Equal([0f, 0.2f, 0.4f, 0.8f], InputScale.Fit(InputScaling.Unit, inputs).Apply(inputs).ToArray());
    }

    [Fact]
    public void Unit_divides_floats_by_the_largest_magnitude_of_training()
    {
        var scale = InputScale.Fit(InputScaling.Unit, new InputMatrix([1f, -4, 2, 0], 2, 2));

        Assert.Equal([0.5f, -2f], scale.Apply(new InputMatrix([2f, -8], 1, 2)).ToArray());
    }

    [Fact]
    public void Standard_centres_and_scales_each_feature()
    {
        var inputs = new InputMatrix([1f, 10, 3, 10, 5, 10], 3, 2);
        var scaled = InputScale.Fit(InputScaling.Standard, inputs).Apply(inputs).ToArray();
        var unit = 2 / Math.Sqrt(8.0 / 3);

        Assert.Equal([(float)-unit, 0, 0, 0, (float)unit, 0], scaled, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Standard_leaves_a_constant_unscaled_even_where_its_mean_rounds()
    {
        var constant = new InputMatrix([.. Enumerable.Repeat(0.1f, 7)], 7, 1);
        var scale = InputScale.Fit(InputScaling.Standard, constant);

        Assert.Equal(1f, scale.Divisors[0]);
        Assert.All(scale.Apply(constant).ToArray(), value => Assert.Equal(0, value, 1e-7));
    }

    [Fact]
    public void All_zero_inputs_stay_zero()
    {
        var zeros = new InputMatrix(new float[4], 2, 2);

        Assert.All([InputScaling.Unit, InputScaling.Standard], scaling => Assert.Equal(new float[4], InputScale.Fit(scaling, zeros).Apply(zeros).ToArray()));
    }

    [Fact]
    public void A_stored_scale_does_what_the_fitted_one_did()
    {
        var inputs = new InputMatrix([1f, 10, 3, 20, 5, 70], 3, 2);
        var fitted = InputScale.Fit(InputScaling.Standard, inputs);
        var stored = new InputScale(fitted.Scaling, fitted.Offsets.ToArray(), fitted.Divisors.ToArray());

        Assert.Equal(fitted.Apply(inputs).ToArray(), stored.Apply(inputs).ToArray());
    }

    [Fact]
    public void Unusable_scales_and_inputs_are_refused()
    {
        Assert.Equal(
            "input scale: divisor of feature 1: expected a finite number above 0, got 0",
            Assert.Throws<ArgumentException>(() => new InputScale(InputScaling.Unit, [0, 0], [1, 0])).Message);
        Assert.Equal(
            "input scale: expected as many divisors as offsets (2), got 1",
            Assert.Throws<ArgumentException>(() => new InputScale(InputScaling.Unit, [0, 0], [1])).Message);
        Assert.Equal(
            "inputs: expected 1 features like those the scale was fitted to, got 2",
            Assert.Throws<ArgumentException>(() => new InputScale(InputScaling.Unit, [0], [1]).Apply(new InputMatrix([1f, 2], 1, 2))).Message);
    }
}
