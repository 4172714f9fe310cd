namespace Lockstep.Host.Commands;

/// <summary>What the person asked <c>lockstep audit verify</c> to do; <c>Variable</c> looks into the environment.</summary>
internal sealed record AuditSettings(string? Data, string? Anchor, Func<string, string?> Variable)
{
    public string Folder => Path.GetFullPath(Data ?? Given("LOCKSTEP_DATA") ?? "data");

    public string MasterKeyFile => Given("LOCKSTEP_MASTER_KEY_FILE") ?? Path.Combine(Folder, "master.key");

    private string? Given(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
