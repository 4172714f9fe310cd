using System.Text.Json;
using Lockstep.Orders.Lifecycle;
using Lockstep.Runtime.Outbox;

namespace Lockstep.Orders.Webhooks;

/// <summary>
/// The calls of outside systems that speak of a person: those about its orders, and those whose answers name it. What such a system says
/// may hold anything.
/// </summary>
internal sealed class PersonCalls(params IEnumerable<long> customers)
{
    private readonly string[] _mentions = [.. customers.Select(static id => HistoryErasure.Mentions(id).Trim('%'))];

    /// <summary>Whether a call speaks of the person.</summary>
    /// <param name="call">The call.</param>
    /// <param name="own">The person's orders, as far as calls are about them.</param>
    public bool Has(AnsweredWebhook call, IReadOnlySet<long> own) =>
        _mentions.Any(mention => call.Answer.Contains(mention, StringComparison.Ordinal)) || own.Contains(OrderOf(call));

    /// <summary>The order that a call is about; 0 when it names none.</summary>
    public static long OrderOf(AnsweredWebhook call)
    {
        try
        {
            return JsonSerializer.Deserialize(call.Body, StatusJson.Default.StatusReport)?.OrderId ?? 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
