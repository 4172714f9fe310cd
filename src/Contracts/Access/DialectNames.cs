namespace Lockstep.Contracts.Access;

/// <summary>
/// The ways of speaking of clients that were here before Lockstep: what a port may be set to, what an API client may have, and whose routes
/// modules may serve.
/// </summary>
public static class DialectNames
{
    /// <summary>A CRM and the ERP that takes its orders over; pages look like Spring's.</summary>
    public const string Erp = "erp";

    /// <summary>A shop whose customers register and sign in themselves, order one thing at a time and raise issues.</summary>
    public const string Shop = "shop";

    /// <summary>Two small systems and the poller between them: bare arrays of customers and of packages.</summary>
    public const string Mini = "mini";

    /// <summary>A portal that shows the customers as its users.</summary>
    public const string Portal = "portal";

    /// <summary>Sales management behind one gateway: bare arrays, an address in one line, a stock that is a number.</summary>
    public const string Sales = "sales";

    /// <summary>Every one.</summary>
    public static IReadOnlyList<string> All { get; } = [Erp, Shop, Mini, Portal, Sales];
}
