namespace VaeSharp.Engine;

/// <summary>This machine lacks something that libtorch needs: a library, a device, a permission.</summary>
public sealed class LibTorchException(string message, Exception? inner = null) : Exception(message, inner);
