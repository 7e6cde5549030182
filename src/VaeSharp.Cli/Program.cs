using System.Runtime.InteropServices;
using VaeSharp.Cli;

var terminal = Terminal.OfProcess();
// The shell's prompt is not to be written over a line of progress.
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => terminal.ClearProgress());
return VaeCommand.Run(args, terminal);
