using System.CommandLine;
using Lockstep.Gateway;
using Lockstep.Host.Settings;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep serve</c>: runs the whole system until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>The exit code when the program can't start as things are.</summary>
    public const int CannotStart = 1;

    public static Command Create(HostFactory host)
    {
        var command = new Command(
            "serve", "Run the whole system until Ctrl-C. Settings are environment variables; see docs/operations.md.");
        command.SetAction((result, _) => RunAsync(host, result.UnmatchedTokens));
        return command;
    }

    public static async Task<int> RunAsync(HostFactory host, IReadOnlyList<string> unexpected)
    {
        if (unexpected.Count > 0)
        {
            return Fail($"serve takes no {unexpected[0]}; settings are environment variables such as LOCKSTEP_DATA.");
        }

        try
        {
            await using var app = host.Server();

            // Before anything is opened, so that all settings that are out of range are named at once.
            app.Services.GetRequiredService<IStartupValidator>().Validate();

            SettingNames.WarnOfUnknown(app);

            // Whatever can keep the server from running is looked for before the first thing is made.
            app.TakePorts();
            await app.Services.CheckStartAsync();

            // All services are made before any is started: when that fails, there is nothing to stop, and stopping would only hide why.
            _ = app.Services.GetServices<IHostedService>();
            await StartAsync(app);
            await SayWhereAsync(app);
            await app.WaitForShutdownAsync();
            Console.Out.WriteLine("Lockstep has stopped; what was answered is kept, and what was on its way goes on at the next start.");
            return 0;
        }
        catch (Exception error) when (Explain(error) is { } line)
        {
            return Fail(line);
        }
    }

    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // What has started already must hear of it; else the host takes its end for a failure of its own and says so at length.
            app.Lifetime.StopApplication();
            throw;
        }
    }

    /// <summary>One line with the remedy, or null when this is a bug that deserves its stack trace.</summary>
    public static string? Explain(Exception error) => error switch
    {
        StartupException known => known.Message,
        OptionsValidationException invalid => $"Some settings are out of range: {string.Join(' ', invalid.Failures)}",
        AggregateException several when several.InnerExceptions.All(one => one is OptionsValidationException) =>
            "Some settings are out of range: "
                + $"{string.Join(' ', several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures))}",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } taken =>
            $"{taken.Message} Stop the other program, or set LOCKSTEP_HTTP and LOCKSTEP_HTTPS to free ports.",
        InvalidDataException broken => $"{broken.Message} {broken.GetBaseException().Message} Correct the file, or move it away.",
        _ when error.InnerException is { } inner => Explain(inner),
        _ => null,
    };

    private static int Fail(string line)
    {
        Console.Error.WriteLine($"lockstep: {line.ReplaceLineEndings(" ")}");
        return CannotStart;
    }

    private static async Task SayWhereAsync(WebApplication app)
    {
        var all = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var addresses = all.Where(address => !address.Contains('[', StringComparison.Ordinal)).ToList();
        Console.Out.WriteLine($"Lockstep is ready: {string.Join("  ", addresses)}");
        Console.Out.Flush();
        if (string.Equals(app.Configuration["LOCKSTEP_SHOW_ADMIN_PASSWORD"], "1", StringComparison.Ordinal))
        {
            await Guide.ShowAsync(app, addresses[0], Console.Out);
        }
    }
}
