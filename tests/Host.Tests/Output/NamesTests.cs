using RrrGpu.Host.Output;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Tests.Output;

public sealed class NamesTests
{
    [Fact]
    public void EveryNameReadsBack()
    {
        Assert.All(Enum.GetValues<ExplainedScalar>(), static s => Assert.Equal(s, Names.Parse<ExplainedScalar>("--explained", Names.Of(s))));
        Assert.All(Enum.GetValues<Reduction>(), static r => Assert.Equal(r, Names.Parse<Reduction>("--reduction", Names.Of(r))));
    }

    [Fact]
    public void NamesAreThoseOfTheContract()
    {
        Assert.Equal("log-sum, log-max, log-class, prob-max, prob-class, cross-entropy, logit-class, prob-sum", Names.All<ExplainedScalar>());
        Assert.Equal(["simd", "cuda", "opencl", "cpu"], new[] { DeviceKind.Simd, DeviceKind.Cuda, DeviceKind.OpenCL, DeviceKind.Cpu }.Select(Names.Of));
    }

    [Theory]
    [InlineData("")]
    [InlineData("LogSum")]
    [InlineData("log_sum")]
    [InlineData("0")]
    public void OtherNamesAreRefused(string name) =>
        BadInput.Expect(() => Names.Parse<ExplainedScalar>("--explained", name), "--explained", "log-sum", $"'{name}'");

    [Fact]
    public void NumbersDoNotDependOnTheCulture()
    {
        Assert.Equal("0.9607", Names.Accuracy(0.96071));
        Assert.Equal("1000", Names.Loss(1000));
        Assert.Equal("0.00012", Names.Loss(0.00012));
        Assert.Equal("123456", Names.Loss(123456.4));
        Assert.Equal("1.5 s", Names.Seconds(1.51));
        Assert.Equal("5.8e-7", Names.Scientific(5.8e-7));
        Assert.Equal("60000", Names.Of(60000));
    }
}
