using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Http;

namespace Lockstep.Crm.Merging;

/// <summary>Which two customers become one. The one in the path is one of them.</summary>
internal sealed record MergeInput
{
    /// <summary>The customer that is left, when the one in the path is to be gone; give this or <see cref="From"/>.</summary>
    public long? Into { get; init; }

    /// <summary>The customer that is gone, when the one in the path is to be left.</summary>
    public long? From { get; init; }

    /// <summary>
    /// The fields whose values are taken from the one that is gone, by their JSON names; <c>externalId</c> goes with its source. In all
    /// others the one that is left keeps its own, and gets the other's where it has none.
    /// </summary>
    public IReadOnlyList<string?>? Take { get; init; }

    /// <summary>
    /// The version at which the customer in the body must be; any when left out. That of the one in the path is <c>If-Match</c>.
    /// </summary>
    public long? Version { get; init; }
}

/// <summary>A merge and how far it is.</summary>
/// <param name="Id">Its number.</param>
/// <param name="From">The customer that is gone.</param>
/// <param name="Into">The customer that is left.</param>
/// <param name="State"><c>following</c>, <c>done</c>, <c>undoing</c> or <c>undone</c>.</param>
/// <param name="By">Who merged the two.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="UndoUntil">Until when it can be undone; null when it can't.</param>
/// <param name="UndoneBy">Who undid it.</param>
/// <param name="UndoneAt">When, in UTC.</param>
/// <param name="Parts">How far the records of each kind are.</param>
internal sealed record MergeView(
    long Id, long From, long Into, string State, string By, DateTimeOffset At, DateTimeOffset? UndoUntil, string? UndoneBy,
    DateTimeOffset? UndoneAt, IReadOnlyList<MergePartView> Parts);

/// <summary>How far the records of a kind are.</summary>
/// <param name="Name">Their kind, for example <c>orders</c>.</param>
/// <param name="Moved">How many have followed, or are still to go back.</param>
/// <param name="IsDone">Whether all have.</param>
/// <param name="Fault">Why it does not go on at the moment; it is tried again.</param>
internal sealed record MergePartView(string Name, long Moved, bool IsDone, string? Fault);

/// <summary>Merges in which a customer takes part, the newest first.</summary>
/// <param name="Items">They; at most 100.</param>
internal sealed record MergeList(IReadOnlyList<MergeView> Items);

/// <summary>The JSON of merges.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(MergeInput))]
[JsonSerializable(typeof(MergeView))]
[JsonSerializable(typeof(MergeList))]
[JsonSerializable(typeof(MergedPair))]
internal sealed partial class MergeJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static MergeJson Wire { get; } = new(JsonBodies.Wire());
}
