using Lockstep.Backup;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Host.Commands;

/// <summary>What the person asked <c>lockstep audit verify</c> to do; <c>Variable</c> looks into the environment.</summary>
internal sealed record AuditSettings(string? Data, string? Anchor, Func<string, string?> Variable)
{
    public string Folder => Path.GetFullPath(Data ?? Given("LOCKSTEP_DATA") ?? "data");

    public string MasterKeyFile => Given("LOCKSTEP_MASTER_KEY_FILE") ?? Path.Combine(Folder, "master.key");

    public bool IsOnServer => StoreKinds.Parse(Given("LOCKSTEP_STORE")) is StoreKind.Postgres;

    /// <summary>Where the databases are, for people; never a password.</summary>
    public string Place => IsOnServer ? "the PostgreSQL server of LOCKSTEP_POSTGRES" : Folder;

    /// <summary>What to do when they are not there.</summary>
    public string Remedy =>
        IsOnServer
            ? "name server and databases as for the server process with LOCKSTEP_POSTGRES"
            : "name the data folder with --data or LOCKSTEP_DATA";

    /// <summary>Opens the databases to read.</summary>
    /// <exception cref="StartupException">The settings don't say.</exception>
    public StoredModules Open() => StoredModules.Of(StoreKinds.Parse(Given("LOCKSTEP_STORE")), Folder, Given("LOCKSTEP_POSTGRES"));

    private string? Given(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
