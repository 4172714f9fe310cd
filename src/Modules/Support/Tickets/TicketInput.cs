using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Runtime.Http;

namespace Lockstep.Support.Tickets;

/// <summary>What a client may say about a ticket. Of customers only the subject, the description, the order and a step are taken.</summary>
internal sealed record TicketInput
{
    /// <summary>
    /// The customer; of a customer who asks, the customer itself when left out. It or <see cref="Requester"/> is required.
    /// </summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? CustomerId { get; set; }

    /// <summary>The order it is about, one of that customer.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? OrderId { get; set; }

    /// <summary>The id in <see cref="Source"/>; give both or neither.</summary>
    public string? ExternalId { get; set; }

    /// <summary>The system that the external id comes from.</summary>
    public string? Source { get; set; }

    /// <summary>The e-mail address of who asked.</summary>
    public string? Requester { get; set; }

    /// <summary>Required.</summary>
    public string? Subject { get; set; }

    /// <summary>Plain text.</summary>
    public string? Description { get; set; }

    /// <summary><c>normal</c> when left out.</summary>
    public string? Priority { get; set; }

    /// <summary>A step of the life cycle, in any case; <c>processing</c> means <c>in_progress</c>. A new ticket is open.</summary>
    public string? Status { get; set; }

    /// <summary>A user who may write tickets.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Assignee { get; set; }

    /// <summary>Which people look after it.</summary>
    public string? Queue { get; set; }

    /// <summary>In any case and order.</summary>
    public IReadOnlyList<string?>? Tags { get; set; }

    /// <summary>The values of the fields that the site gave to tickets, by their names. The staff's alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; set; }

    /// <summary>What follows from the rest; null to leave it as it is.</summary>
    internal TicketTimes? Times { get; private set; }

    /// <summary>The same, made when it is not there.</summary>
    internal TicketTimes Following => Times ??= new TicketTimes();
}
