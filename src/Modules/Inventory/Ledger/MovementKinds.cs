namespace Lockstep.Inventory.Ledger;

/// <summary>The kinds of stock movements, by their names in the API and in the ledger.</summary>
internal static class MovementKinds
{
    /// <summary>Somebody counted: the quantity is what lay there at that moment.</summary>
    public const string Count = "count";

    /// <summary>Goods came in.</summary>
    public const string Receipt = "receipt";

    /// <summary>A correction up or down: breakage, loss, a find.</summary>
    public const string Adjustment = "adjustment";

    /// <summary>Available stock is promised to an order.</summary>
    public const string Reserve = "reserve";

    /// <summary>A promise is taken back.</summary>
    public const string Release = "release";

    /// <summary>Promised stock leaves the warehouse.</summary>
    public const string Ship = "ship";

    public static readonly string[] All = [Count, Receipt, Adjustment, Reserve, Release, Ship];
}
