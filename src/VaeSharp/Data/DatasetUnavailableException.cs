namespace VaeSharp.Data;

/// <summary>A known data set that is not here, or not whole; the message says what is missing.</summary>
public sealed class DatasetUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The data set whose cached copy is damaged, so that it should be fetched again; null where that is not the fault.</summary>
    public string? Damaged { get; init; }
}
