namespace Lockstep.Connectors.Sdk;

/// <summary>A record as its system has it.</summary>
/// <param name="Id">
/// Its id there, as text: numbers, UUIDs, paths with slashes. 1 to <see cref="IdMax"/> characters, none of them a control character; the
/// engine sets any other aside and says so.
/// </param>
/// <param name="Version">
/// Its version there, opaque: equal texts mean that nothing changed. An ETag, a time, a number, or <see cref="Digest"/> of the data where
/// the system has nothing better.
/// </param>
/// <param name="Data">The whole record as a JSON object in UTF-8; empty when it is deleted.</param>
public sealed record SourceRecord(string Id, string Version, ReadOnlyMemory<byte> Data)
{
    /// <summary>The longest id, in characters.</summary>
    public const int IdMax = 200;

    /// <summary>
    /// A number that grows with every change of the record, 1 or more, where the system has one; null when its versions can only be told
    /// apart. The engine then numbers what it sees.
    /// </summary>
    public long? Order { get; init; }

    /// <summary>When it last changed there, by its clock, in UTC; null when the system does not say.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Whether it is gone there. Told only by kinds with <see cref="Capability.Deletes"/>.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>A version for systems that have none: changes with every byte of the data.</summary>
    public static string Digest(ReadOnlySpan<byte> data) =>
        Convert.ToHexStringLower(global::System.Security.Cryptography.SHA256.HashData(data).AsSpan(0, 16));
}
