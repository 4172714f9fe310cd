using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Ledger;
using Lockstep.Inventory.Packages;
using Lockstep.Inventory.Products;

namespace Lockstep.Inventory;

/// <summary>The JSON of this module's requests, and of its ledger.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ProductInput))]
[JsonSerializable(typeof(MovementInput))]
[JsonSerializable(typeof(StockMovement))]
[JsonSerializable(typeof(ListMovements.MovementPage))]
[JsonSerializable(typeof(PackageInput))]
[JsonSerializable(typeof(MovePackage.Request))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class InventoryJson : JsonSerializerContext
{
    /// <summary>The serializer to write with: letters of every script stay readable.</summary>
    public static InventoryJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter() },
    });
}
