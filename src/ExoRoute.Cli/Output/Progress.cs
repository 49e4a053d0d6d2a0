using Spectre.Console;

namespace ExoRoute.Cli.Output;

/// <summary>A bar on standard error while something long runs; nothing at all where that is no terminal.</summary>
internal static class Progress
{
    /// <summary>Runs some work that tells how far it has come.</summary>
    /// <param name="error">Standard error, as the verb has it.</param>
    /// <param name="what">What is done, in words.</param>
    /// <param name="most">What it comes to in the end; 0 where nobody knows.</param>
    /// <param name="work">The work; it is given what to call with how far it has come.</param>
    internal static T Run<T>(TextWriter error, string what, long most, Func<Action<long>, T> work)
    {
        if (!ReferenceEquals(error, Console.Error) || Console.IsErrorRedirected)
        {
            return work(static _ => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress().AutoClear(true).Start(context =>
        {
            var task = context.AddTask(Markup.Escape(what), autoStart: true, maxValue: Math.Max(1, most));
            task.IsIndeterminate = most == 0;
            return work(done =>
            {
                if (most > 0)
                {
                    task.Value = done;
                }
            });
        });
    }
}
