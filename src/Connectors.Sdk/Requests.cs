using System.Text.Json.Nodes;

namespace Lockstep.Connectors.Sdk;

/// <summary>One record to write by its natural key, whether it is there already or not.</summary>
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

/// <summary>Who wants a record written when no flow does.</summary>
internal static class RecordOrigin
{
    public const string Engine = "system:sync";
}

/// <summary>A record to make.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Fields">Its fields, by the names of the target.</param>
/// <param name="IdempotencyKey">
/// The same for every repeat of this create, and of no other; at most 64 of A-Z, a-z, 0-9 and <c>-</c>. To be passed on by kinds with
/// <see cref="Capability.CreateOnce"/>.
/// </param>
public sealed record CreateRequest(string Kind, JsonObject Fields, string IdempotencyKey)
{
    /// <summary>Who wants it, for the target's history where it has one, for example <c>flow:crm-desk</c>.</summary>
    public string Origin { get; init; } = RecordOrigin.Engine;
}

/// <summary>A record to change.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Id">Its id in the target.</param>
/// <param name="Fields">The fields to set, by the names of the target; the others stay. A null takes a value away.</param>
public sealed record UpdateRequest(string Kind, string Id, JsonObject Fields)
{
    /// <summary>
    /// Writes only when the target has this version, and else answers <see cref="FailureCause.VersionConflict"/>; null to write in any
    /// case. Given only to kinds with <see cref="Capability.ConditionalWrite"/>.
    /// </summary>
    public string? ExpectedVersion { get; init; }

    /// <summary>As with <see cref="CreateRequest.Origin"/>.</summary>
    public string Origin { get; init; } = RecordOrigin.Engine;
}

/// <summary>A record to delete.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Id">Its id in the target.</param>
public sealed record DeleteRequest(string Kind, string Id)
{
    /// <summary>As with <see cref="UpdateRequest.ExpectedVersion"/>.</summary>
    public string? ExpectedVersion { get; init; }

    /// <summary>As with <see cref="CreateRequest.Origin"/>.</summary>
    public string Origin { get; init; } = RecordOrigin.Engine;
}

/// <summary>Asks for the records whose field has exactly a value.</summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Field">One of <see cref="RecordKind.SearchFields"/>.</param>
/// <param name="Value">The value as text; compared as the target compares, for example ignoring case.</param>
/// <param name="Limit">The most records of the answer, 1 to 1,000: who wants to know whether there is just one asks for two.</param>
public sealed record SearchRequest(string Kind, string Field, string Value, int Limit);

/// <summary>What a search found.</summary>
/// <param name="Records">Each has the value; deleted ones are not among them.</param>
public sealed record SearchPage(IReadOnlyList<SourceRecord> Records);
