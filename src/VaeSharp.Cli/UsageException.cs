namespace VaeSharp.Cli;

/// <summary>The call is wrong in a way that only its verb can see; the message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
