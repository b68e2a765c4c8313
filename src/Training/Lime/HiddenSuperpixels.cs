namespace RrrGpu.Training;

/// <summary>
/// An image as a set of superpixels: in a neighbour each is hidden, painted with its mean colour, with probability ½. Distances are
/// cosine distances, the kernel's width ¼.
/// </summary>
public sealed class HiddenSuperpixels : ILimeRepresentation
{
    private readonly float[] _image;
    private readonly float[] _painted;
    private readonly int[] _segments;
    private readonly int _channels;

    /// <summary>Explains an image.</summary>
    /// <param name="image">Pixels, channel last, row-major.</param>
    /// <param name="size">Its layout.</param>
    /// <param name="segments">The superpixel of each pixel, 0…S−1; see <see cref="Quickshift"/>.</param>
    /// <exception cref="ArgumentException">There is no pixel, the lengths do not agree, or a segment's number is negative or not below that of pixels.</exception>
    public HiddenSuperpixels(ReadOnlySpan<float> image, ImageSize size, ReadOnlySpan<int> segments)
    {
        if (size.Height < 1 || size.Width < 1 || size.Channels < 1)
            throw new ArgumentException($"size: expected at least one pixel of one channel, got {size.Height} × {size.Width} of {size.Channels}");
        if (image.Length != size.Features)
            throw new ArgumentException($"image: expected {size.Features} values, got {image.Length}");
        if (segments.Length != size.Height * size.Width)
            throw new ArgumentException($"segments: expected {size.Height * size.Width}, one a pixel, got {segments.Length}");
        foreach (var segment in segments)
        {
            if (segment < 0 || segment >= segments.Length)
                throw new ArgumentException($"segments: expected numbers from 0 to {segments.Length - 1}, below that of pixels, got {segment}");
        }

        _image = image.ToArray();
        _segments = segments.ToArray();
        _channels = size.Channels;
        Features = 1 + _segments.Max();
        _painted = Paint();
    }

    /// <inheritdoc/>
    public int Features { get; }

    /// <inheritdoc/>
    public int Inputs => _image.Length;

    /// <inheritdoc/>
    public double KernelWidth => 0.25;

    /// <summary>The superpixel of each pixel.</summary>
    public IReadOnlyList<int> Segments => _segments;

    /// <summary>The image with every superpixel hidden.</summary>
    public IReadOnlyList<float> Painted => _painted;

    /// <inheritdoc/>
    public void Original(Span<double> interpretable, Span<float> input)
    {
        interpretable.Fill(1);
        _image.CopyTo(input);
    }

    /// <inheritdoc/>
    public void Draw(RandomSource random, Span<double> interpretable, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var s = 0; s < Features; s++)
            interpretable[s] = random.NextBelow(2);
        for (var i = 0; i < _image.Length; i++)
            input[i] = interpretable[_segments[i / _channels]] == 0 ? _painted[i] : _image[i];
    }

    /// <inheritdoc/>
    public double Distance(ReadOnlySpan<double> original, ReadOnlySpan<double> neighbour) => LimeDistance.Cosine(original, neighbour);

    /// <summary>The image with every superpixel painted with its mean colour.</summary>
    private float[] Paint()
    {
        var sums = new double[Features * _channels];
        var counts = new int[Features];
        for (var i = 0; i < _image.Length; i++)
        {
            var segment = _segments[i / _channels];
            sums[segment * _channels + i % _channels] += _image[i];
            counts[segment] += i % _channels == 0 ? 1 : 0;
        }

        var painted = new float[_image.Length];
        for (var i = 0; i < painted.Length; i++)
        {
            var segment = _segments[i / _channels];
            painted[i] = (float)(sums[segment * _channels + i % _channels] / counts[segment]);
        }

        return painted;
    }
}
