using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

public class InitializationTests
{
    private static readonly NetworkShape Shape = new(784, 50, 30, 10);

    [Fact]
    public void Weights_and_biases_are_normal_with_the_reference_deviation()
    {
        var parameters = Initialization.Draw(Shape, 0);

        Assert.All(parameters.Tensors.Where(tensor => tensor.Values.Length > 1000), tensor =>
        {
            Assert.Equal(0, tensor.Values.Average(), 0.01);
            Assert.Equal(0.1, Math.Sqrt(tensor.Values.Average(value => (double)value * value)), 0.005);
        });
        Assert.All(parameters.Tensors, tensor => Assert.All(tensor.Values, value => Assert.InRange(Math.Abs(value), 1e-9, 0.6)));
    }

    [Fact]
    public void The_first_values_of_a_seed_keep_their_meaning() =>
        Assert.Equal([0.0714683856f, 0.00934891129f, 0.146298187f, -0.0571805583f], Initialization.Draw(Shape, 0).W1[..4], (a, b) => Math.Abs(a - b) < 1e-8);

    [Fact]
    public void Equal_seeds_give_equal_bits_and_others_do_not()
    {
        Assert.Equal(Initialization.Draw(Shape, 5).W3, Initialization.Draw(Shape, 5).W3);
        Assert.NotEqual(Initialization.Draw(Shape, 5).W3, Initialization.Draw(Shape, 6).W3);
    }

    [Fact]
    public void The_deviation_scales_the_draws()
    {
        var doubled = Initialization.Draw(Shape, 1, 0.2f).B2;

        Assert.Equal(Initialization.Draw(Shape, 1).B2.Select(value => 2 * value), doubled, (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void A_useless_deviation_is_refused(float deviation) =>
        Assert.Equal(
            $"initial deviation: expected a finite number above 0, got {deviation}",
            Assert.Throws<ArgumentException>(() => Initialization.Draw(Shape, 0, deviation)).Message);
}
