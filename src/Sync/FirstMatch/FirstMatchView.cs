using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;

namespace Lockstep.Sync.FirstMatch;

/// <summary>A first match as the API answers it.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Id">Its number.</param>
/// <param name="State"><c>running</c>, <c>ready</c> to be accepted, <c>accepting</c>, <c>accepted</c> or <c>failed</c>.</param>
/// <param name="Stage">What is done right now: <c>left</c> and <c>right</c> are read, then compared.</param>
/// <param name="IsOutdated">Whether the flow has other sides, fields or rules by now: it must be started anew.</param>
/// <param name="Reason">Why it failed, in a sentence.</param>
/// <param name="Left">The records of the left side.</param>
/// <param name="Right">Those of the right side.</param>
/// <param name="StartedBy">Who started it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="EndedAt">When it was ready, or failed.</param>
/// <param name="AcceptedBy">Who accepted it.</param>
/// <param name="AcceptedAt">When all that is certain was linked.</param>
internal sealed record FirstMatchView(
    string Flow, long Id, string State, string Stage, bool IsOutdated, string? Reason, FirstMatchCounts Left, FirstMatchCounts Right,
    string StartedBy, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? AcceptedBy, DateTimeOffset? AcceptedAt);

/// <summary>The records of a side.</summary>
/// <param name="Read">How many were read.</param>
/// <param name="Linked">Those that have a partner already, or are not to have one.</param>
/// <param name="Link">Those whose partner is certain.</param>
/// <param name="Ask">Those of which a person has to say which one their partner is.</param>
/// <param name="Create">Those whose partner would be made on the other side.</param>
/// <param name="Alone">Those that have none, where the flow makes none.</param>
/// <param name="Fault">Those of which the flow can't make its fields.</param>
internal sealed record FirstMatchCounts(long Read, long Linked, long Link, long Ask, long Create, long Alone, long Fault);

/// <summary>A record of a first match.</summary>
/// <param name="Side"><c>left</c> or <c>right</c>.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Label">What it says in the fields of the rules.</param>
/// <param name="Verdict">What is to become of it.</param>
/// <param name="Partner">The record of the other side that it is linked to, or would be.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Candidates">The records of the other side that may be its partner, the likeliest first.</param>
internal sealed record FirstMatchRow(
    string Side, string Id, string Label, string Verdict, string? Partner, string? Reason, IReadOnlyList<CandidateView> Candidates);

/// <summary>A record that may be the partner.</summary>
/// <param name="Id">Its id on the other side.</param>
/// <param name="Points">By how many points.</param>
/// <param name="Why">The fields that are alike.</param>
/// <param name="IsTaken">Whether it belongs to another record.</param>
internal sealed record CandidateView(string Id, double Points, string Why, bool IsTaken);

/// <summary>A page of records.</summary>
/// <param name="Items">The records.</param>
/// <param name="Next">Give it as <c>after</c> to get the next page; null on the last.</param>
internal sealed record FirstMatchPage(IReadOnlyList<FirstMatchRow> Items, string? Next);

/// <summary>What is accepted.</summary>
internal sealed record AcceptInput
{
    /// <summary>True for all that is certain; the flow then makes the partners of the rest, where it makes any.</summary>
    public bool? All { get; init; }

    /// <summary>Or the ids of records of the left side that are certain, at most 1,000; the first match can be accepted on.</summary>
    public IReadOnlyList<string?>? Left { get; init; }
}

/// <summary>What was accepted.</summary>
/// <param name="Linked">How many were linked at once; all that is certain is linked a moment later.</param>
/// <param name="Match">The first match.</param>
internal sealed record AcceptResult(int Linked, FirstMatchView Match);

/// <summary>The JSON of first matches.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(FirstMatchView))]
[JsonSerializable(typeof(FirstMatchPage))]
[JsonSerializable(typeof(AcceptInput))]
[JsonSerializable(typeof(AcceptResult))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<CandidateView>))]
internal sealed partial class FirstMatchJson : JsonSerializerContext;
