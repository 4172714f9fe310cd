using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Crm.Notes;

/// <summary>A page of notes.</summary>
/// <param name="Items">They, the newest first.</param>
/// <param name="Next">Give it as <c>after</c> to get the next page; null on the last.</param>
internal sealed record NoteList(IReadOnlyList<CustomerNote> Items, string? Next);

/// <summary>The JSON of notes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(NoteInput))]
[JsonSerializable(typeof(NoteList))]
internal sealed partial class NoteJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static NoteJson Wire { get; } = new(JsonBodies.Wire());
}
