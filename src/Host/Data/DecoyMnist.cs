using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>
/// Decoy MNIST (Ross, Hughes and Doshi-Velez, IJCAI 2017, section 3.2): every image gets a 4 × 4 swatch in a random corner. In
/// training its grey value tells the digit, 255 − 25·digit; in test it tells a random one. The annotation marks the swatch.
/// </summary>
public static class DecoyMnist
{
    /// <summary>The swatch's height and width in pixels.</summary>
    public const int SwatchSize = 4;

    /// <summary>The least height and width of an image: swatches of two corners must not touch.</summary>
    public const int MinImageSize = 2 * SwatchSize;

    private const long TrainCornerStream = 0;
    private const long TestCornerStream = 1;
    private const long TestDigitStream = 2;

    /// <summary>Builds the data set from plain images, which stay as they are.</summary>
    /// <param name="plain">Images of digits.</param>
    /// <param name="dataSeed">Draws corners and test digits, each from a stream of its own.</param>
    /// <exception cref="BadInputException">The images are smaller than 8 × 8.</exception>
    /// <exception cref="ArgumentException">The rows are not images of one channel, or their labels are not digits.</exception>
    public static DataSet From(DataSet plain, long dataSeed)
    {
        ArgumentNullException.ThrowIfNull(plain);
        if (plain.Image is not { Channels: 1 } size)
            throw new ArgumentException("decoy-mnist: expected images of one channel");
        if (plain.Train.Classes > MnistFiles.Classes)
            throw new ArgumentException($"decoy-mnist: expected at most {MnistFiles.Classes} classes, got {plain.Train.Classes}");
        if (size.Height < MinImageSize || size.Width < MinImageSize)
            throw new BadInputException($"decoy-mnist: expected images of at least {MinImageSize} × {MinImageSize} pixels, got {size.Height} × {size.Width}");
        var testDigits = DrawDigits(plain.Test.Count, dataSeed);
        var (train, annotation) = WithSwatches(plain.Train, plain.Train.Labels, size, Draw(dataSeed, TrainCornerStream));
        var (test, testAnnotation) = WithSwatches(plain.Test, testDigits, size, Draw(dataSeed, TestCornerStream));
        return new DataSet(
            "decoy-mnist",
            train,
            test,
            annotation,
            size,
            testAnnotation,
            FormattableString.Invariant($"{plain.Source}, with swatches from data seed {dataSeed}"));
    }

    /// <summary>The digit that a swatch of this grey value stands for in training.</summary>
    /// <exception cref="ArgumentException">It stands for none.</exception>
    public static int SwatchDigit(float value)
    {
        for (var digit = 0; digit < MnistFiles.Classes; digit++)
        {
            if (value == SwatchValue(digit))
                return digit;
        }

        throw new ArgumentException($"swatch: expected the grey value of a digit, 255 − 25·digit, got {value}");
    }

    private static byte SwatchValue(int digit) => (byte)(255 - 25 * digit);

    private static RandomSource Draw(long dataSeed, long stream) => new(dataSeed, RandomPurpose.Data, stream);

    private static int[] DrawDigits(int count, long dataSeed)
    {
        var random = Draw(dataSeed, TestDigitStream);
        var digits = new int[count];
        for (var i = 0; i < count; i++)
            digits[i] = random.NextBelow(MnistFiles.Classes);
        return digits;
    }

    private static (LabeledRows Rows, Annotation Swatches) WithSwatches(LabeledRows plain, int[] digits, ImageSize size, RandomSource corners)
    {
        var bytes = (byte[]?)plain.Inputs.Bytes?.Clone();
        var floats = bytes is null ? plain.Inputs.ToArray() : null;
        var rowStart = new int[plain.Count + 1];
        var features = new int[plain.Count * SwatchSize * SwatchSize];
        var next = 0;
        for (var row = 0; row < plain.Count; row++)
        {
            var corner = corners.NextBelow(4);
            var top = (corner & 2) == 0 ? 0 : size.Height - SwatchSize;
            var left = (corner & 1) == 0 ? 0 : size.Width - SwatchSize;
            var value = SwatchValue(digits[row]);
            for (var y = top; y < top + SwatchSize; y++)
            {
                for (var x = left; x < left + SwatchSize; x++)
                    features[next++] = y * size.Width + x;
                var start = row * size.Features + y * size.Width + left;
                bytes?.AsSpan(start, SwatchSize).Fill(value);
                floats?.AsSpan(start, SwatchSize).Fill(value);
            }

            rowStart[row + 1] = next;
        }

        var inputs = bytes is not null
            ? new InputMatrix(bytes, plain.Count, size.Features)
            : new InputMatrix(floats!, plain.Count, size.Features);
        return (new LabeledRows(inputs, plain.Labels, plain.Classes), Annotation.FromSparse(size.Features, rowStart, features));
    }
}
