using Lockstep.Contracts;
using Lockstep.Imports;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Import;

/// <summary>How the rows of one import are to be read, from its parameters.</summary>
internal sealed record OrderTerms
{
    private const int PrefixMax = 20;
    private const long KeptIdMax = 1_000_000_000_000;

    public static readonly QueryParameter[] Parameters =
    [
        new(
            "mode",
            "history keeps original times, states and prices, reserves nothing and moves no stock; inflight brings orders over in the "
            + "middle of their lives, with times, states and prices, and reserves what has not left; without it orders are placed, and "
            + "their stock is reserved"),
        new("keepIds", "yes gives an order its external id as its id, where that is a whole number which no order had here so far"),
        new("currency", "Three capital letters, for rows without a currency"),
        .. TimeFormat.Parameters,
        new("returns", "With what the external ids of returns begin, for example C; their quantities may be below zero"),
        new("products", "create makes products whose sku is unknown, with mode=history; else their rows are refused"),
    ];

    /// <summary>Whether orders get in as they were; else they are placed.</summary>
    public bool IsHistory { get; init; }

    /// <summary>Whether orders get in where they are in their lives, and go on from there.</summary>
    public bool IsInFlight { get; init; }

    /// <summary>Whether prices are those of the file.</summary>
    public bool KeepsPrices => IsHistory || IsInFlight;

    /// <summary>Whether orders keep the ids that they had, where those are free.</summary>
    public bool KeepsIds { get; init; }

    /// <summary>What external ids belong to when a row does not say.</summary>
    public required string Source { get; init; }

    /// <summary>The currency of rows without one; null when they must have one.</summary>
    public string? Currency { get; init; }

    /// <summary>How times are written.</summary>
    public required TimeFormat Times { get; init; }

    /// <summary>With what the external ids of returns begin; null when nothing tells them by that.</summary>
    public string? Returns { get; init; }

    /// <summary>Whether unknown products are made.</summary>
    public bool MakesProducts { get; init; }

    /// <summary>Reads the parameters; what is wrong with them goes into the errors.</summary>
    public static OrderTerms Of(ImportOrder order, Errors errors)
    {
        var (currency, returns) = (Currencies.Read(order.Setting("currency")), order.Setting("returns"));
        var (isHistory, isInFlight) = (order.Setting("mode") is "history", order.Setting("mode") is "inflight");
        var makesProducts = order.Setting("products") is not null;
        Demand(errors, "mode", isHistory || isInFlight || order.Setting("mode") is null, "Must be history or inflight, or left out.");
        Demand(errors, "keepIds", order.Setting("keepIds") is null or "yes", "Must be yes, or left out.");
        Demand(
            errors, "keepIds", isHistory || isInFlight || order.Setting("keepIds") is null,
            "Goes only with mode=history or mode=inflight: what is placed now is given an id now.");
        Demand(errors, "products", order.Setting("products") is null or "create", "Must be create, or left out.");
        Demand(errors, "products", isHistory || !makesProducts, "Goes only with mode=history: a product that is not there has no stock.");
        Currencies.Check(errors, "currency", currency);
        TextRules.Check(errors, "returns", returns, PrefixMax);
        return new OrderTerms
        {
            IsHistory = isHistory,
            IsInFlight = isInFlight,
            // What is tried draws no ids, and moves none of those that are drawn later.
            KeepsIds = order.Setting("keepIds") is not null && !order.IsTrial,
            Source = Keys.Clean(order.Source)!,
            Currency = currency,
            Times = TimeFormat.Of(order, errors),
            Returns = returns,
            MakesProducts = makesProducts,
        };
    }

    /// <summary>
    /// The id that an order brings along; 0 for none, and for one beyond <see cref="KeptIdMax"/>: all later orders are numbered behind the
    /// largest, in numbers that every client can read.
    /// </summary>
    public long IdOf(ExternalKey key) => KeepsIds && Numbers.Id(key.Id) is { } id and <= KeptIdMax ? id : 0;

    private static void Demand(Errors errors, string field, bool isMet, string message)
    {
        if (!isMet)
        {
            errors.Add(field, message);
        }
    }
}
