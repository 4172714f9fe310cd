using System.CommandLine;

namespace Lockstep.Host.Commands;

/// <summary>The commands of <c>lockstep</c>.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Lockstep holds customers, products and packages, and keeps other systems in step with them.")
        {
            ServeCommand.Create(),
            ImportCommand.Create(),
            AuditCommand.Create(),
            SecretsCommand.Create(),
            KeysCommand.Create(),
            CertCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
            MigrateStoreCommand.Create(),
        };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
