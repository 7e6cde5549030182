namespace VaeSharp.Data;

/// <summary>A known data set that is not here, or not whole; the message says what to do about it.</summary>
public sealed class DatasetUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
