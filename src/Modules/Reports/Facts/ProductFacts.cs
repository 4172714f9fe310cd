using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>Takes news about products into an edition.</summary>
internal static class ProductFacts
{
    public static async ValueTask ApplyAsync(
        ITransaction transaction, long edition, IReadOnlyCollection<ProductFact> news, FactVersions changed)
    {
        changed.Add(FactVersions.Products);
        foreach (var product in news)
        {
            await transaction.SendAsync(
                """
                insert into product_facts (edition, id, version, is_gone, sku, name, status, noted) values ($1, $2, $3, $4, $5, $6, $7, $3)
                on conflict (edition, id) do update set version = excluded.version, is_gone = excluded.is_gone, sku = excluded.sku,
                  name = excluded.name, status = excluded.status, noted = excluded.noted
                where product_facts.version < excluded.version
                """,
                edition, product.Id, product.Version, product.IsGone, product.Sku, product.Name, product.Status);
        }
    }
}
