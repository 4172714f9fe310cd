using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Tickets;
using Lockstep.Contracts.Users;
using Lockstep.Contracts.Webhooks;

namespace Lockstep.Contracts.Json;

/// <summary>The one way in which records become JSON: in answers, in events and in the history.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ApiClient))]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(CustomerNote))]
[JsonSerializable(typeof(CustomerFile))]
[JsonSerializable(typeof(CustomFieldDefinition))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(Package))]
[JsonSerializable(typeof(IReadOnlyList<Package>))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(IReadOnlyList<Order>))]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(IReadOnlyList<Ticket>))]
[JsonSerializable(typeof(TicketComment))]
[JsonSerializable(typeof(IReadOnlyList<OrderItem>))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
public sealed partial class ContractsJson : JsonSerializerContext
{
    /// <summary>The serializer to use: letters of every script stay readable instead of becoming <c>\uXXXX</c>.</summary>
    public static ContractsJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter() },
    });
}
