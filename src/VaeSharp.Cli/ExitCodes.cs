namespace VaeSharp.Cli;

/// <summary>What a call of the command returns to the shell.</summary>
internal static class ExitCodes
{
    /// <summary>All that was asked is done.</summary>
    public const int Done = 0;

    /// <summary>Tried and failed.</summary>
    public const int Failed = 1;

    /// <summary>Called wrongly; nothing was tried.</summary>
    public const int WrongUsage = 2;

    /// <summary>The machine lacks a library, a device, a data set or memory.</summary>
    public const int MachineLacks = 3;

    /// <summary>Training diverged.</summary>
    public const int Diverged = 4;

    /// <summary>The terminal was closed, as shells say of SIGHUP.</summary>
    public const int HungUp = 129;

    /// <summary>Interrupted, as shells say of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Asked to end, as shells say of SIGTERM.</summary>
    public const int Terminated = 143;
}
