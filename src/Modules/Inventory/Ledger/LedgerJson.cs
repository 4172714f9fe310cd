using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Inventory.Ledger;

/// <summary>The JSON of the stock ledger.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(MovementInput))]
[JsonSerializable(typeof(StockMovement))]
[JsonSerializable(typeof(MovementPage))]
[JsonSerializable(typeof(ShortagePage))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static LedgerJson Wire { get; } = new(JsonBodies.Wire());
}
