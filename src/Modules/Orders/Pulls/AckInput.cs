using System.Text.Json.Serialization;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Pulls;

/// <summary>What a consumer says when it has taken an order over.</summary>
internal sealed record AckInput
{
    /// <summary>Which of several consumers of this caller it is; as in the pull.</summary>
    public string? Consumer { get; init; }

    /// <summary>What the consumer calls the order: its <c>erpReference</c> from now on.</summary>
    public string? Reference { get; init; }

    /// <summary>The token that came with the order; without it the consumer's name alone counts.</summary>
    public long? Token { get; init; }

    /// <summary>Whether all who go by the consumer's name are one: a dialect whose clients know of no token says so.</summary>
    [JsonIgnore]
    public bool IsNameEnough { get; init; }
}

/// <summary>The same for one of many.</summary>
internal sealed record AckItem
{
    /// <summary>Required.</summary>
    public long? Id { get; init; }

    /// <summary>What the consumer calls the order.</summary>
    public string? Reference { get; init; }

    /// <summary>The token that came with the order.</summary>
    public long? Token { get; init; }
}

/// <summary>Many of them.</summary>
internal sealed record AckBatch
{
    /// <summary>Which of several consumers of this caller it is; as in the pull.</summary>
    public string? Consumer { get; init; }

    /// <summary>Required; 1 to <c>Orders__AckMax</c> of them.</summary>
    public IReadOnlyList<AckItem?>? Orders { get; init; }

    /// <summary>Whether all who go by the consumer's name are one: a dialect whose clients know of no token says so.</summary>
    [JsonIgnore]
    public bool IsNameEnough { get; init; }
}

/// <summary>What a consumer says when it gives an order back.</summary>
internal sealed record NackInput
{
    /// <summary>Which of several consumers of this caller it is; as in the pull.</summary>
    public string? Consumer { get; init; }

    /// <summary>Why; kept with the order until it is acknowledged.</summary>
    public string? Reason { get; init; }

    /// <summary>The token that came with the order.</summary>
    public long? Token { get; init; }
}

/// <summary>What became of one order of many.</summary>
/// <param name="Code">The HTTP status that it would have had alone.</param>
/// <param name="Outcome"><c>acked</c>, <c>repeated</c> or <c>refused</c>.</param>
/// <param name="Status">The order's status by now; null when there is no such order.</param>
/// <param name="Reference">What the ERP calls the order by now.</param>
/// <param name="Detail">Why it was refused.</param>
internal sealed record AckResult(long Id, int Code, string Outcome, string? Status, string? Reference, string? Detail);

/// <summary>What became of each.</summary>
internal sealed record AckResults(IReadOnlyList<AckResult> Items);

/// <summary>An order that was given back.</summary>
internal sealed record NackAnswer(long Id, string Status, long Nacks, string? Reason);

/// <summary>What became of one acknowledgement, inside the commit.</summary>
/// <param name="Order">The order by now; null when there is none.</param>
/// <param name="Refusal">Why it was refused; null when it counts.</param>
/// <param name="IsRepeat">Whether it counted before.</param>
internal sealed record AckOutcome(Order? Order, Refusal? Refusal, bool IsRepeat = false);
