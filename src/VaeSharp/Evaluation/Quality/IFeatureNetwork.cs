using VaeSharp.Data;

namespace VaeSharp.Evaluation.Quality;

/// <summary>A network from elsewhere, in whose features images are compared.</summary>
internal interface IFeatureNetwork
{
    /// <summary>By which its distances are called.</summary>
    string Name { get; }

    /// <summary>The images that it takes; those of another size are resized, grey ones get its channels. Null for any.</summary>
    ImageShape? Input { get; }

    /// <summary>Features of images.</summary>
    /// <param name="images">Values in [0, 1], image after image, channel after channel.</param>
    /// <param name="count">How many images there are.</param>
    /// <param name="shape">Channels, height and width of one image.</param>
    /// <returns>As many numbers for each image.</returns>
    float[] Compute(float[] images, int count, ImageShape shape);
}
