namespace Lockstep.Inventory.Packages;

/// <summary>The life cycle of a package.</summary>
internal static class PackageStatus
{
    public const string Pending = "Pending";
    public const string Packed = "Packed";
    public const string Shipped = "Shipped";
    public const string Delivered = "Delivered";
    public const string Cancelled = "Cancelled";

    public static readonly string[] All = [Pending, Packed, Shipped, Delivered, Cancelled];

    /// <summary>The table of legal moves; whatever is not here is refused.</summary>
    public static bool IsLegal(string from, string to) => (from, to) is
        (Pending, Packed) or
        (Packed, Shipped) or
        (Shipped, Delivered) or
        (Pending, Cancelled) or
        (Packed, Cancelled);

    /// <summary>Where a package may go from a status.</summary>
    public static IEnumerable<string> Next(string from) => All.Where(to => IsLegal(from, to));

    /// <summary>The status of a name in any case; null when there is none.</summary>
    public static string? Parse(string? text) => Array.Find(All, status => string.Equals(status, text, StringComparison.OrdinalIgnoreCase));
}
