using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Gateway.Dialects.Erp;

/// <summary>
/// Orders with their customer and items in full. A line has no id of its own, so its number stands for one; of a product it says what was agreed.
/// A customer that can't be read, because it was deleted or the caller may not, is named as the order names it.
/// </summary>
internal sealed class WholeOrders(CanonicalApi api)
{
    private readonly Dictionary<long, JsonNode?> _customers = [];

    public async Task<JsonArray> ShapeAsync(IEnumerable<JsonNode> orders)
    {
        var shaped = new JsonArray();
        foreach (var order in orders)
        {
            shaped.Add((JsonNode)await ShapeAsync(order));
        }

        return shaped;
    }

    public async Task<JsonObject> ShapeAsync(JsonNode order) => Shape(order, await CustomerAsync(order));

    /// <summary>The shape, with the customer as far as it is known.</summary>
    public static JsonObject Shape(JsonNode order, JsonNode? customer) => new()
    {
        ["id"] = order["id"]!.DeepClone(),
        ["customer"] = order["customerId"] is not { } id
            ? null
            : ErpCustomers.Shape(customer ?? new JsonObject { ["id"] = id.DeepClone(), ["name"] = order["customerName"]?.DeepClone() }),
        ["status"] = order["status"]!.DeepClone(),
        ["totalAmount"] = order["totalAmount"]!.DeepClone(),
        ["createdAt"] = order["createdAt"]!.DeepClone(),
        ["updatedAt"] = order["updatedAt"]!.DeepClone(),
        ["items"] = new JsonArray([.. order["items"]!.AsArray().Select((item, index) => (JsonNode)Line(item!, index + 1))]),
    };

    private static JsonObject Line(JsonNode item, int number) => new()
    {
        ["id"] = number,
        ["product"] = new JsonObject
        {
            ["id"] = item["productId"]!.DeepClone(),
            ["sku"] = item["sku"]!.DeepClone(),
            ["name"] = item["name"]!.DeepClone(),
            ["unitPrice"] = item["unitPrice"]!.DeepClone(),
        },
        ["quantity"] = item["quantity"]!.DeepClone(),
        ["unitPrice"] = item["unitPrice"]!.DeepClone(),
        ["lineTotal"] = item["lineTotal"]!.DeepClone(),
    };

    private async Task<JsonNode?> CustomerAsync(JsonNode order)
    {
        if ((long?)order["customerId"] is not { } id)
        {
            return null;
        }

        if (!_customers.TryGetValue(id, out var customer))
        {
            var answer = await api.SendAsync("GET", string.Create(CultureInfo.InvariantCulture, $"/api/customers/{id}"));
            _customers[id] = customer = answer.Status == 200 ? answer.Read() : null;
        }

        return customer;
    }
}
