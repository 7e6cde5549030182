using VaeSharp.Cli;

return VaeCommand.Run(args, Terminal.OfProcess());
