using System.Runtime.InteropServices;

namespace VaeSharp.Cli.Runs;

/// <summary>Ctrl-C, SIGTERM and SIGHUP: the first asks the run to stop after its step, a second Ctrl-C ends the process.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _hangUp;

    internal StopSignals(Terminal terminal)
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = !_source.IsCancellationRequested;
            if (signal.Cancel)
            {
                terminal.Say("Stopping after this step and saving. Press Ctrl-C again to stop at once.");
                Ask(ExitCodes.Interrupted);
            }
            else
            {
                Environment.Exit(ExitCodes.Interrupted);
            }
        });
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            Ask(ExitCodes.Terminated);
        });
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Ask(ExitCodes.HungUp);
        });
    }

    internal CancellationToken Token => _source.Token;

    /// <summary>What to return to the shell once stopped.</summary>
    internal int ExitCode { get; private set; } = ExitCodes.Interrupted;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _hangUp.Dispose();
        _source.Dispose();
    }

    private void Ask(int exitCode)
    {
        ExitCode = exitCode;
        _source.Cancel();
    }
}
