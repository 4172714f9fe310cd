using System.Runtime.InteropServices;
using Lockstep.Host.Settings;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Spectre.Console;

namespace Lockstep.Host.Commands;

/// <summary>Where a command that copies databases finds them, and where it writes.</summary>
/// <param name="Host">Puts the program together.</param>
/// <param name="Settings">Those of the server.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
/// <param name="Terminal">Where a bar can be shown; null when the output is no terminal.</param>
internal sealed record CopyContext(
    HostFactory Host, IConfiguration Settings, TextWriter Output, TextWriter Errors, IAnsiConsole? Terminal)
{
    /// <summary>Puts together what the command needs; opens nothing.</summary>
    public ServiceProvider Build() => Host.Services(Settings);
}

/// <summary>
/// What <c>backup</c>, <c>restore</c> and <c>migrate-store</c> share: one line for whatever goes wrong, and an end at Ctrl-C or SIGTERM.
/// </summary>
internal static class CopyCommand
{
    private const int Failed = 1;

    /// <param name="host">Puts the program together.</param>
    /// <param name="stopped">What to say when somebody stops it.</param>
    /// <param name="run">The work.</param>
    public static async Task<int> RunUntilStoppedAsync(HostFactory host, string stopped, Func<CopyContext, CancellationToken, Task> run)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        return await RunAsync(
            () => new CopyContext(
                host, HostSettings.Read(), Console.Out, Console.Error, Console.IsOutputRedirected ? null : AnsiConsole.Console),
            Console.Error, stopped, run, stop.Token);
    }

    /// <param name="open">Reads the settings.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="stopped">What to say when somebody stops it.</param>
    /// <param name="run">The work.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>0, or 1 when it did not come to its end.</returns>
    public static async Task<int> RunAsync(
        Func<CopyContext> open, TextWriter errors, string stopped, Func<CopyContext, CancellationToken, Task> run, CancellationToken ct)
    {
        try
        {
            await run(open(), ct);
            return 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            errors.WriteLine($"lockstep: {stopped}");
        }
        catch (Exception error) when (Explain(error) is { } line)
        {
            errors.WriteLine($"lockstep: {line.ReplaceLineEndings(" ")}");
        }

        return Failed;
    }

    /// <summary>One line with the remedy, or null when this is a bug that deserves its stack trace.</summary>
    private static string? Explain(Exception error) => error switch
    {
        CommandException => error.Message,

        // A statement that the database does not take is a bug, and nothing a person can mend.
        StoreException { Fault: StoreFault.Statement } => null,
        StoreException fault => fault.Message,
        IOException or UnauthorizedAccessException when ServeCommand.Explain(error) is null =>
            $"{error.Message.TrimEnd('.')}; free some space, or name a place where this user may write. Nothing was left behind.",
        _ => ServeCommand.Explain(error),
    };

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        // The process itself goes on, until the work has cleared away what it had begun.
        signal.Cancel = true;
        stop.Cancel();
    }
}
