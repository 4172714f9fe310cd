using Lockstep.Runtime.Modules;

namespace Lockstep.Identity.Schema;

/// <summary>The database of users, sign-in, keys and the audit log.</summary>
internal sealed class IdentityDatabase(DatabaseParts parts) : ModuleDatabase(parts)
{
    /// <summary>The module's name, and the database's.</summary>
    public const string Name = "identity";
}
