namespace VaeSharp.Engine;

/// <summary>This machine lacks something that libtorch needs: a library, a device, a permission.</summary>
public sealed class LibTorchException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether libtorch could not be loaded at all; otherwise only what was asked of it is missing.</summary>
    public bool DidNotLoad { get; init; }
}
