using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>The one way into the facts, for events and for a rebuild alike.</summary>
internal static class FactWriter
{
    /// <summary>What every write of facts holds: news of two modules may be about the same sums, and rows come and go with them.</summary>
    public const string Lock = "facts";

    /// <summary>Takes news into an edition. What is not newer than what is known changes nothing.</summary>
    public static async ValueTask ApplyAsync(ITransaction transaction, long edition, FactBatch news)
    {
        await FactStrays.MakeGoodAsync(transaction, edition);
        var changed = new FactVersions();

        // Customers before orders, whose sums by country go by where the customer lives.
        if (news.Customers.Count > 0)
        {
            await CustomerFacts.ApplyAsync(transaction, edition, news.Customers, changed);
        }

        if (news.Products.Count > 0)
        {
            await ProductFacts.ApplyAsync(transaction, edition, news.Products, changed);
        }

        if (news.Tickets.Count > 0)
        {
            await TicketFacts.ApplyAsync(transaction, edition, news.Tickets, changed);
        }

        if (news.Orders.Count > 0)
        {
            await OrderFacts.ApplyAsync(transaction, edition, news.Orders, changed);
        }

        await changed.WriteAsync(transaction, edition);
    }
}
