namespace VaeSharp.Data;

/// <summary>One mirror failed: the reason to ask the next.</summary>
internal sealed class DownloadFaultException(string message, Exception? innerException = null)
    : Exception(message, innerException);
