using Microsoft.ML.OnnxRuntime;
using VaeSharp.Data;
using VaeSharp.Evaluation.Quality;

namespace VaeSharp.Cli;

/// <summary>An ONNX network whose first output is taken as features. Only this command knows the runtime; the library does not.</summary>
internal sealed class OnnxFeatures : IFeatureNetwork, IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _input;
    private readonly string _output;

    private OnnxFeatures(string name, InferenceSession session, string input, string output, ImageShape? shape) =>
        (Name, _session, _input, _output, Input) = (name, session, input, output, shape);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ImageShape? Input { get; }

    /// <summary>Loads one.</summary>
    /// <param name="path">With one input of floats, [batch, channels, height, width]; sizes may be open.</param>
    /// <exception cref="UsageException">There is no such file, or it is not such a network.</exception>
    public static OnnxFeatures Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"--features is '{path}', and there is no such file; expected an ONNX network.");
        }

        InferenceSession? session = null;
        try
        {
            session = new InferenceSession(path);
            (string input, NodeMetadata about) = session.InputMetadata.First();
            int[] sizes = about.Dimensions;
            if (session.InputMetadata.Count != 1 || about.ElementType != typeof(float) || sizes.Length != 4)
            {
                throw new UsageException(
                    $"{path} has {session.InputMetadata.Count} inputs, the first of {about.ElementType?.Name} "
                    + $"[{string.Join(", ", sizes)}]; expected one of floats, [batch, channels, height, width].");
            }

            ImageShape? shape = sizes[1] > 0 && sizes[2] > 0 && sizes[3] > 0 ? new(sizes[1], sizes[2], sizes[3]) : null;
            return new OnnxFeatures(Path.GetFileNameWithoutExtension(path), session, input, session.OutputMetadata.First().Key, shape);
        }
        catch (OnnxRuntimeException fault)
        {
            session?.Dispose();
            throw new UsageException($"{path} is no ONNX network that can be used: {fault.Message}");
        }
    }

    /// <inheritdoc/>
    public float[] Compute(float[] images, int count, ImageShape shape)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(images, [count, shape.Channels, shape.Height, shape.Width]);
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, [_input], [input], [_output]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
