using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Names of locks as the numbers that the server takes.</summary>
internal static class PostgresLocks
{
    /// <summary>Held shared by every write, and alone by a backup for the moment in which it takes its cut.</summary>
    public static long Barrier { get; } = Key("barrier");

    /// <summary>Held by a process for as long as it brings the tables up to date.</summary>
    public static long Schema { get; } = Key("schema");

    /// <summary>Held by a process for as long as it lives.</summary>
    public static long Life(string instance) => Key($"instance {instance}");

    // By a hash: every process and every version finds the same number for a name, and nobody keeps a list.
    public static long Key(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
