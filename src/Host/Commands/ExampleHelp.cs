using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Lockstep.Host.Commands;

/// <summary>The help of a command, with a line to try at its end.</summary>
internal sealed class ExampleHelp(HelpAction inner) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["lockstep"] = "lockstep serve",
        ["lockstep serve"] = "LOCKSTEP_DATA=/var/lib/lockstep lockstep serve",
        ["lockstep import"] = "lockstep import customers samples/customers.csv",
        ["lockstep import customers"] = "lockstep import customers samples/customers.csv --map 'Company=organisation'",
        ["lockstep import products"] = "lockstep import products samples/products.csv",
        ["lockstep import stock"] = "lockstep import stock samples/stock.csv",
        ["lockstep import orders"] = "lockstep import orders samples/orders.csv --mode history",
        ["lockstep import tickets"] = "lockstep import tickets samples/tickets.csv",
        ["lockstep export"] = "lockstep export customers customers.csv",
        ["lockstep export customers"] = "lockstep export customers customers.csv --bom true --separator semicolon",
        ["lockstep export products"] = "lockstep export products products.csv",
        ["lockstep export stock"] = "lockstep export stock stock.csv",
        ["lockstep export orders"] = "lockstep export orders orders.csv",
        ["lockstep export order-lines"] = "lockstep export order-lines lines.csv",
        ["lockstep export tickets"] = "lockstep export tickets tickets.csv",
        ["lockstep flows"] = "lockstep flows check",
        ["lockstep flows check"] = "lockstep flows check /etc/lockstep/flows",
        ["lockstep flows test"] = "lockstep flows test /etc/lockstep/flows",
        ["lockstep reports"] = "lockstep reports rebuild",
        ["lockstep reports rebuild"] = "lockstep reports rebuild --url http://localhost:8080",
        ["lockstep systems"] = "lockstep systems check",
        ["lockstep systems list"] = "lockstep systems list",
        ["lockstep systems check"] = "lockstep systems check /etc/lockstep/systems",
        ["lockstep systems test"] = "lockstep systems test directus",
        ["lockstep systems authorize"] = "lockstep systems authorize books",
        ["lockstep flows match"] = "lockstep flows match crm-erp --csv report.csv",
        ["lockstep flows backfill"] = "lockstep flows backfill welcome-package --dry-run",
        ["lockstep flows list"] = "lockstep flows list",
        ["lockstep flows apply"] = "lockstep flows apply welcome-package.yaml --dry-run",
        ["lockstep flows pause"] = "lockstep flows pause welcome-package --reason 'the warehouse is moved'",
        ["lockstep flows resume"] = "lockstep flows resume welcome-package",
        ["lockstep flows history"] = "lockstep flows history welcome-package --diff 1",
        ["lockstep audit"] = "lockstep audit verify",
        ["lockstep audit verify"] = "lockstep audit verify --data /var/lib/lockstep",
        ["lockstep secrets"] = "lockstep secrets list",
        ["lockstep secrets list"] = "lockstep secrets list --url http://localhost:8080",
        ["lockstep secrets set"] = "pass show erp | lockstep secrets set webhooks.erp",
        ["lockstep secrets remove"] = "lockstep secrets remove webhooks.erp-previous",
        ["lockstep secrets rotate"] = "lockstep secrets rotate",
        ["lockstep secrets rotate-master"] = "lockstep secrets rotate-master --to /mnt/keys/master.key",
        ["lockstep keys"] = "lockstep keys list",
        ["lockstep keys list"] = "lockstep keys list",
        ["lockstep keys rotate"] = "lockstep keys rotate --now",
        ["lockstep cert"] = "lockstep cert export lockstep.pem",
        ["lockstep cert export"] = "lockstep cert export lockstep.pem",
        ["lockstep backup"] = "lockstep backup /var/backups/lockstep/",
        ["lockstep backup verify"] = "lockstep backup verify /var/backups/today.backup",
        ["lockstep restore"] = "LOCKSTEP_DATA=/var/lib/lockstep-new lockstep restore /var/backups/today.backup",
        ["lockstep migrate-store"] = "LOCKSTEP_POSTGRES='Host=db;Username=lockstep;Password=…' lockstep migrate-store",
        ["lockstep admin"] = "lockstep admin reset-password",
        ["lockstep admin reset-password"] = "lockstep admin reset-password --email admin@localhost",
        ["lockstep token"] = "curl -s localhost:8080/api/customers -H \"Authorization: Bearer $(lockstep token)\"",
        ["lockstep health"] = "lockstep health --url http://localhost:8080",
        ["lockstep clean"] = "LOCKSTEP_DATA=/tmp/trial lockstep clean",
    };

    /// <summary>The line to try; null when nobody wrote one.</summary>
    public static string? Of(Command command)
    {
        var names = new Stack<string>();
        for (var one = command; one is not RootCommand; one = one.Parents.OfType<Command>().First())
        {
            names.Push(one.Name);
        }

        return Examples.GetValueOrDefault(string.Join(' ', names.Prepend("lockstep")));
    }

    public override int Invoke(ParseResult parseResult)
    {
        var result = inner.Invoke(parseResult);
        if (Of(parseResult.CommandResult.Command) is { } example)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {example}\n");
        }

        return result;
    }
}
