using System.Text.Json.Nodes;

namespace Lockstep.Contracts.Systems;

/// <summary>A record to make.</summary>
/// <param name="Fields">Its fields, with the JSON names of the kind's API.</param>
/// <param name="Origin">Who wants it, for the history, for example <c>flow:crm-desk</c>.</param>
/// <param name="Key">The same for every repeat of this create by this origin, and of no other; 1 to 255 characters.</param>
public sealed record RecordCreate(JsonObject Fields, string Origin, string Key);

/// <summary>A record to change.</summary>
/// <param name="Id">The record.</param>
/// <param name="Fields">The fields to set; the others stay. A null takes a value away.</param>
/// <param name="Origin">As with <see cref="RecordCreate.Origin"/>.</param>
/// <param name="ExpectedVersion">Writes only when the record has this version; null to write in any case.</param>
public sealed record RecordUpdate(long Id, JsonObject Fields, string Origin, long? ExpectedVersion);

/// <summary>A record to delete.</summary>
/// <param name="Id">The record.</param>
/// <param name="Origin">As with <see cref="RecordCreate.Origin"/>.</param>
/// <param name="ExpectedVersion">As with <see cref="RecordUpdate.ExpectedVersion"/>.</param>
public sealed record RecordDelete(long Id, string Origin, long? ExpectedVersion);
