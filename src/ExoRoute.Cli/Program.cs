using ExoRoute.Cli;

return ExoRouteCommand.Run(args, Console.Out, Console.Error);
