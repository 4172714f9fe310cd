using System.CommandLine;

namespace Lockstep.Host.Commands;

/// <summary>The commands of <c>lockstep</c>.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(HostFactory host, string[] args)
    {
        var root = new RootCommand("Lockstep holds customers, products and packages, and keeps other systems in step with them.")
        {
            ServeCommand.Create(host),
            ImportCommand.Create(host),
            ExportCommand.Create(host),
            AuditCommand.Create(host),
            FlowsCommand.Create(host),
            SecretsCommand.Create(host),
            KeysCommand.Create(),
            CertCommand.Create(),
            BackupCommand.Create(host),
            RestoreCommand.Create(host),
            MigrateStoreCommand.Create(host),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
