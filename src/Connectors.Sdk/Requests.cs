using System.Text.Json.Nodes;

namespace Lockstep.Connectors.Sdk;

/// <summary>One record to write.</summary>
/// <param name="Kind">The kind of record in the target.</param>
/// <param name="NaturalKey">Flow and subject, for example <c>welcome-package:customers/42</c>: the same for every repeat.</param>
/// <param name="Fields">The fields as the flow mapped them.</param>
/// <param name="Origin">For the target's history, for example <c>flow:welcome-package</c>.</param>
/// <param name="Version">The version of the record in the source; only grows.</param>
public sealed record ApplyRequest(string Kind, string NaturalKey, JsonObject Fields, string Origin, long Version)
{
    /// <summary>The event itself, for flows that pass events on as they are; there are no fields then. Null for all others.</summary>
    public PassedEvent? Event { get; init; }
}

/// <summary>An event that is passed on as it is.</summary>
/// <param name="Id">Its id; the same for every repeat, by which a receiver knows it again.</param>
/// <param name="Body">CloudEvents JSON in UTF-8.</param>
public sealed record PassedEvent(string Id, ReadOnlyMemory<byte> Body);

/// <summary>Asks for changed records.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Since">The first instant of interest, inclusive, in UTC.</param>
/// <param name="AfterId">Skips records of exactly <paramref name="Since"/> up to this id; 0 on the first page.</param>
/// <param name="Limit">The most records of the page, 1 to 10,000.</param>
public sealed record ReadRequest(string Kind, DateTimeOffset Since, long AfterId, int Limit);

/// <summary>A record that changed in its system.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Version">Its version there; only grows.</param>
/// <param name="ChangedAt">When it last changed there, in UTC.</param>
/// <param name="Data">The whole record as JSON in UTF-8.</param>
public sealed record SourceRecord(long Id, long Version, DateTimeOffset ChangedAt, ReadOnlyMemory<byte> Data);
