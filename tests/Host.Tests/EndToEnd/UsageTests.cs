namespace RrrGpu.Host.Tests.EndToEnd;

public sealed class UsageTests
{
    [Theory]
    [InlineData("", "devices", "verify", "train", "reproduce", "data")]
    [InlineData("devices", "--device", "--seed", "--json")]
    [InlineData("verify", "--cases", "--device", "--tf32", "--json")]
    [InlineData("train", "--annotations", "--lambda1", "--epochs", "--batch", "--out", "--data", "--data-seed", "--device", "--seed", "--tf32", "--json")]
    [InlineData("sweep", "--lambda1", "--seeds", "--store", "--lambda2", "--learning-rate", "--annotations", "--epochs", "--group", "--export", "--tf32", "--json")]
    [InlineData("export", "--out", "--json")]
    [InlineData("reproduce", "--list", "--all", "--quick", "--data", "--data-seed", "--device", "--seed", "--json")]
    [InlineData("explain", "--cutoff", "--explained", "--rows", "--region", "--compare", "--pictures", "--out", "--data", "--device", "--json")]
    [InlineData("find-another", "--iterations", "--cutoff", "--lambda1", "--stop-accuracy-fall", "--simultaneous", "--epochs", "--annotations", "--out", "--resume", "--json")]
    [InlineData("report", "PATH", "--out", "--data", "--device", "--json")]
    [InlineData("data", "list", "verify")]
    [InlineData("data list", "--json")]
    [InlineData("data verify", "--data", "--json")]
    public async Task EveryVerbExplainsItself(string verb, params string[] mentioned)
    {
        var result = await RrrProcess.RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        foreach (var word in mentioned)
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train mnist --device simd")]
    [InlineData("train mnist --device cpu")]
    [InlineData("find-another mnist --device cpu")]
    [InlineData("verify --device simd")]
    [InlineData("sweep mnist --store x.db --device simd")]
    [InlineData("sweep mnist --store x.db --device simd,cpu")]
    public async Task ADeviceWithoutTensorCoresIsSaidSo(string line)
    {
        var result = await RrrProcess.RunAsync([.. line.Split(' '), "--tf32"]);
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        var error = Assert.Single(result.ErrorLines);
        Assert.StartsWith("rrr: ", error, StringComparison.Ordinal);
        Assert.Contains("tensor cores for TF32: expected a CUDA device of compute capability 8.0 or later", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "devices")]
    [InlineData("nosuch", "'nosuch'")]
    [InlineData("data", "list, get, verify")]
    [InlineData("data nosuch", "'nosuch'")]
    [InlineData("--nosuch", "'--nosuch'")]
    [InlineData("@nosuch", "'@nosuch'")]
    public Task VerbsAreNamed(string line, string part) => RefuseAsync(line, part);

    [Theory]
    [InlineData("devices --nosuch", "devices: expected one of its options, got '--nosuch' (see 'rrr devices --help')")]
    [InlineData("train", "train: expected DATASET, got none (see 'rrr train --help')")]
    [InlineData("report", "report: expected PATH, got none")]
    [InlineData("report a b", "report: expected PATH and options, got 'b' besides")]
    [InlineData("train mnist --nosuch", "'--nosuch'")]
    [InlineData("train mnist decoy-mnist", "'decoy-mnist'")]
    [InlineData("train nosuch", "mnist, decoy-mnist, quadrants, toy-colors, iris-cancer, 20news, got 'nosuch'")]
    [InlineData("train mnist --lambda1 some", "--lambda1: expected a number or auto, got 'some'")]
    [InlineData("sweep mnist", "--store")]
    [InlineData("sweep nosuch --store x.db", "mnist, decoy-mnist, quadrants, toy-colors, iris-cancer, 20news, got 'nosuch'")]
    [InlineData("sweep mnist --store x.db --lambda1 1..10", "--lambda1: expected numbers", "'1..10'")]
    [InlineData("sweep mnist --store x.db --lambda1 -1", "lambda1: expected", "-1")]
    [InlineData("sweep mnist --store x.db --lambda2 auto", "--lambda2", "'auto'")]
    [InlineData("sweep mnist --store x.db --learning-rate 0", "learning rate", "0")]
    [InlineData("sweep mnist --store x.db --seeds 5..1", "--seeds", "'5..1'")]
    [InlineData("sweep mnist --store x.db --annotations full,,none", "--annotations", "'full,,none'")]
    [InlineData("sweep mnist --store x.db --group 0", "--group: expected at least 1, got 0")]
    [InlineData("sweep mnist --store x.db --checkpoint-seconds 0", "--checkpoint-seconds", "0")]
    [InlineData("sweep mnist --store x.db --export x.txt", "--export", "'x.txt'")]
    [InlineData("export --out x.csv", "export: expected INPUT, got none")]
    [InlineData("export x.db", "--out: expected FILE, got none")]
    [InlineData("export x.db --out x.txt", "--out: expected a file that ends in .csv or .parquet for a sweep, in .onnx or .npz for a model, got 'x.txt'")]
    [InlineData("export nosuch.db --out x.csv", "nosuch.db: expected a store of sweeps, got nothing")]
    [InlineData("train mnist --epochs many", "--epochs: expected a whole number, got 'many'")]
    [InlineData("train mnist --epochs 1.5", "--epochs", "'1.5'")]
    [InlineData("train mnist --epochs 99999999999", "--epochs", "'99999999999'")]
    [InlineData("train mnist --seed", "--seed: expected a value, got none")]
    [InlineData("train mnist --epochs 1 --epochs 2", "--epochs: expected one value, got 2")]
    [InlineData("train mnist --hidden 50", "--hidden", "'50'")]
    [InlineData("train mnist --penalty l3", "--penalty: expected one of l2, l1, got 'l3'")]
    [InlineData("train mnist --reduction nosuch", "--reduction", "sum, mean", "'nosuch'")]
    [InlineData("train mnist --scale nosuch", "--scale", "'nosuch'")]
    [InlineData("train mnist --resume", "--resume", "--out")]
    [InlineData("train mnist --annotations none,full", "--annotations: expected none alone")]
    [InlineData("train mnist --annotations none --annotate 0..3", "--annotations: expected none alone", "--annotate")]
    [InlineData("train mnist --annotations full,", "--annotations", "'full,'")]
    [InlineData("train mnist --annotate-rows 0..9", "--annotate-rows", "neither")]
    [InlineData("train mnist --annotate 0 --annotate-rows 0..", "--annotate-rows", "'0..'")]
    [InlineData("explain", "explain: expected MODEL, got none")]
    [InlineData("explain model", "explain: expected DATASET, got none")]
    [InlineData("explain model nosuch", "'nosuch'")]
    [InlineData("explain nosuch mnist", "nosuch", "no such folder")]
    [InlineData("explain nosuch mnist --cutoff 1", "--cutoff", "got 1")]
    [InlineData("explain nosuch mnist --explained nosuch", "--explained", "'nosuch'")]
    [InlineData("explain nosuch mnist --explained log-class", "--class")]
    [InlineData("explain nosuch mnist --rows train,test", "--rows")]
    [InlineData("explain nosuch mnist --rows 3..1", "--rows", "'3..1'")]
    [InlineData("explain nosuch mnist --pictures -1", "--pictures", "-1")]
    [InlineData("find-another", "find-another: expected DATASET, got none")]
    [InlineData("find-another nosuch", "'nosuch'")]
    [InlineData("find-another mnist --iterations 0", "iterations", "got 0")]
    [InlineData("find-another mnist --cutoff 1", "cutoff", "got 1")]
    [InlineData("find-another mnist --cutoff -0.1", "cutoff", "got -0.1")]
    [InlineData("find-another mnist --lambda1 1,x", "--lambda1", "'1,x'")]
    [InlineData("find-another mnist --lambda1 -1", "lambda1", "got -1")]
    [InlineData("find-another mnist --simultaneous 2 --iterations 3", "--iterations", "--simultaneous")]
    [InlineData("find-another mnist --simultaneous 2 --stop-unchanged never", "--stop-unchanged", "--simultaneous")]
    [InlineData("find-another mnist --simultaneous 2 --lambda1 10", "--lambda1", "no --annotations, got '10'")]
    [InlineData("find-another mnist --simultaneous 2 --annotations full --lambda1 10,20", "--lambda1", "one number with --simultaneous, got '10,20'")]
    [InlineData("find-another mnist --stop-accuracy-fall 2", "--stop-accuracy-fall", "never, got '2'")]
    [InlineData("find-another mnist --stop-unchanged nosuch", "--stop-unchanged", "'nosuch'")]
    [InlineData("find-another mnist --simultaneous 1", "--simultaneous", "got 1")]
    [InlineData("find-another mnist --similarity-weight 1", "--similarity-weight", "--simultaneous")]
    [InlineData("find-another mnist --simultaneous 2 --similarity-weight -1", "--similarity-weight", "-1")]
    [InlineData("find-another mnist --resume", "--resume", "--out")]
    [InlineData("reproduce", "decoy-mnist")]
    [InlineData("reproduce nosuch", "decoy-mnist", "'nosuch'")]
    [InlineData("reproduce decoy-mnist nosuch", "'nosuch'")]
    [InlineData("reproduce decoy-mnist --all", "--all")]
    [InlineData("reproduce decoy-mnist --seeds 4..0", "--seeds", "'4..0'")]
    [InlineData("reproduce boundaries --data nosuch", "nosuch: expected a folder of data sets, got nothing")]
    [InlineData("data get", "data get: expected DATASET, got none (see 'rrr data get --help')")]
    [InlineData("reproduce decoy-mnist --nosuch", "'--nosuch'")]
    public Task ArgumentsAndOptionsAreNamed(string line, params string[] parts) => RefuseAsync(line, parts);

    [Theory]
    [InlineData("devices --device nosuch", "'nosuch'")]
    [InlineData("verify --device simd:0", "'simd:0'")]
    [InlineData("train mnist --device cuda:x", "'cuda:x'")]
    [InlineData("reproduce --list --device cuda:-1", "'cuda:-1'")]
    [InlineData("data list --device gpu", "'gpu'")]
    public Task DevicesHaveAForm(string line, string part) => RefuseAsync(line, "device: expected simd, cuda[:i], opencl[:i], cpu or auto", part);

    [Theory]
    [InlineData("sweep mnist --store x.db --device simd,gpu", "'simd,gpu'")]
    [InlineData("sweep mnist --store x.db --device simd,simd", "simd twice", "'simd,simd'")]
    [InlineData("sweep mnist --store x.db --device simd,all", "'simd,all'")]
    [InlineData("train mnist --device simd,cpu", "'simd,cpu'")]
    [InlineData("train mnist --device all", "'all'")]
    public Task OnlySweepsTakeSeveralDevices(string line, params string[] parts) => RefuseAsync(line, ["--device: expected", .. parts]);

    [Theory]
    [InlineData("devices")]
    [InlineData("verify")]
    [InlineData("train mnist --epochs 1")]
    [InlineData("reproduce decoy-mnist --quick")]
    public async Task ADeviceThatIsNotThereIsAnErrorOfItsOwn(string verb)
    {
        using var folder = new TempFolder();
        string[] output = verb.StartsWith("train", StringComparison.Ordinal) || verb.StartsWith("reproduce", StringComparison.Ordinal) ? ["--out", folder.Path("out")] : [];
        var result = await RrrProcess.RunAsync([.. verb.Split(' '), "--device", "cuda:7", .. output]);
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("rrr: device cuda:7: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    private static Task RefuseAsync(string line, params string[] parts) =>
        Refusal.OfUsageAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), parts);
}
