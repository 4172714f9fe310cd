using System.Globalization;
using System.Text.Json.Serialization;
using Lockstep.Contracts;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Orders.Pulls;

/// <summary>An order that was handed out.</summary>
/// <param name="Token">Shown with the ack, it tells this hand-out from later ones.</param>
/// <param name="Nacks">How often the order was given back.</param>
/// <param name="Order">The order.</param>
internal sealed record PulledOrder(long Token, long Nacks, Order Order);

/// <summary>What a pull is answered.</summary>
/// <param name="LeasedUntil">Until then nobody else is handed these orders; null when there are none.</param>
/// <param name="Items">The oldest first.</param>
/// <param name="Cancellations">
/// Orders that this consumer has taken over and whose cancel it has yet to confirm or refuse; in each pull until it does.
/// </param>
/// <param name="Amendments">
/// The same of orders out of which lines or units are to be taken: <c>amendedItems</c> is what is to be left.
/// </param>
internal sealed record PulledOrders(
    DateTimeOffset? LeasedUntil, IReadOnlyList<PulledOrder> Items, IReadOnlyList<Order> Cancellations, IReadOnlyList<Order> Amendments)
{
    /// <summary>What is asked of the consumer: the order, and the version in which it is.</summary>
    [JsonIgnore]
    public IEnumerable<(long Id, long Version)> Asked => Cancellations.Concat(Amendments).Select(static order => (order.Id, order.Version));
}

/// <summary>What a consumer asks for.</summary>
/// <param name="Holder">The consumer, see <see cref="HolderOf"/>.</param>
/// <param name="Kind">Sales or returns.</param>
/// <param name="Limit">The most orders.</param>
/// <param name="Wait">How long to wait when there is none.</param>
internal sealed record PullRequest(string Holder, string Kind, int Limit, TimeSpan Wait)
{
    public const int ConsumerMax = 100;
    private static readonly string[] Known = ["limit", "consumer", "kind", "wait"];

    /// <summary>Reads the query; null when something is wrong with it.</summary>
    public static (PullRequest? Request, Refusal? Refusal) Read(IQueryCollection query, Work work, PullOptions options)
    {
        var errors = new Errors();
        foreach (var name in query.Keys.Where(name => !Known.Contains(name, StringComparer.Ordinal)))
        {
            errors.Add(name, $"Is not a parameter of pulls; {Nearest.Hint(name, Known)}");
        }

        var limit = (int)query.Number("limit", 1, options.PullMax, Math.Min(options.PullDefault, options.PullMax), errors);
        var wait = query.Number("wait", 0, (int)options.PullWaitMax.TotalSeconds, 0, errors);
        var consumer = query["consumer"] is [{ Length: > 0 } given] ? given : null;
        CheckConsumer(errors, consumer);
        var kind = query.ContainsKey("kind") ? OrderKind.Parse(query["kind"]) : OrderKind.Sale;
        if (kind is null)
        {
            errors.Add("kind", "Must be sale or return.");
        }

        return errors.ToRefusal() is { } refusal
            ? (null, refusal)
            : (new PullRequest(HolderOf(work, consumer), kind!, limit, TimeSpan.FromSeconds(wait)), null);
    }

    public static void CheckConsumer(Errors errors, string? consumer) => TextRules.Check(errors, "consumer", consumer, ConsumerMax);

    /// <summary>
    /// The caller, or one of several consumers of it. The caller is always a part of the name: two clients that call themselves <c>erp</c>
    /// are two.
    /// </summary>
    public static string HolderOf(Work work, string? consumer) =>
        string.IsNullOrEmpty(consumer) ? work.Actor : $"{work.Actor}/{consumer}";
}
