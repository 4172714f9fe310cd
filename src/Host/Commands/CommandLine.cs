using System.CommandLine;
using System.CommandLine.Help;
using Lockstep.Runtime;

namespace Lockstep.Host.Commands;

/// <summary>The commands of <c>lockstep</c>.</summary>
internal static class CommandLine
{
    private const int Failed = 1;

    public static async Task<int> RunAsync(HostFactory host, string[] args)
    {
        try
        {
            // Signals are left to the commands: by default the library ends the process two seconds after one, in the middle of a copy.
            return await Create(host).Parse(args).InvokeAsync(new InvocationConfiguration
                { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception error) when (error is StartupException or CommandException)
        {
            await Console.Error.WriteLineAsync($"lockstep: {error.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }

    /// <summary>All commands; the help of each ends with an example.</summary>
    public static RootCommand Create(HostFactory host)
    {
        var root = new RootCommand("Lockstep holds customers, products, stock, orders and packages, and keeps other systems in step "
            + "with them.")
        {
            ServeCommand.Create(host),
            ImportCommand.Create(host),
            ExportCommand.Create(host),
            AuditCommand.Create(host),
            FlowsCommand.Create(host),
            SystemsCommand.Create(host),
            ReportsCommand.Create(),
            SecretsCommand.Create(host),
            KeysCommand.Create(),
            CertCommand.Create(),
            BackupCommand.Create(host),
            RestoreCommand.Create(host),
            MigrateStoreCommand.Create(host),
            AdminCommand.Create(host),
            TokenCommand.Create(),
            HealthCommand.Create(),
            CleanCommand.Create(host),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!);
        return root;
    }
}
