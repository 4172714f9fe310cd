namespace Lockstep.Runtime.Security;

/// <summary>Where the master key is: <c>LOCKSTEP_MASTER_KEY_FILE</c>, else <c>master.key</c> in the data folder.</summary>
/// <param name="Path">The file.</param>
public sealed record MasterKeyFile(string Path);
