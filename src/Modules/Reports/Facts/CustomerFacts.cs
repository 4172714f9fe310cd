using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Facts;

/// <summary>Takes news about customers into an edition. One who moves to another country takes the past along, as a recount
/// would.</summary>
internal static class CustomerFacts
{
    private static readonly string MoveIn = $"""
        insert into country_sales (edition, grain, slot, country, currency, {SumTable.Columns})
        select edition, grain, slot, cast($3 as text), currency, {SumTable.Columns} from customer_sales where edition = $1 and customer_id
          = $2
        {SumTable.Countries.Adding}
        """;

    private static readonly string MoveOut = $"""
        insert into country_sales (edition, grain, slot, country, currency, {SumTable.Columns})
        select edition, grain, slot, cast($3 as text), currency, -sales, -returns, -gross, -refunds
        from customer_sales where edition = $1 and customer_id = $2
        {SumTable.Countries.Adding}
        """;

    private static readonly string Clear = $"""
        delete from country_sales where edition = $1 and country = $3 and {SumTable.IsZero}
          and (grain, slot) in (select grain, slot from customer_sales where edition = $1 and customer_id = $2)
        """;

    public static async ValueTask ApplyAsync(
        ITransaction transaction, long edition, IReadOnlyCollection<CustomerFact> news, FactVersions changed)
    {
        var known = (await transaction.QueryAsync(
            $"""
            select id, version, is_gone, country, created_at from customer_facts
            where edition = $1 and {transaction.Dialect.InIntegers("id", "$2")}
            """,
            static row => new CustomerFact(row.Int64(0), row.Int64(1), row.Int64(2) == 1, row.Text(3), row.Int64(4)),
            edition, SqlValue.List(news.Select(static customer => customer.Id)))).ToDictionary(static one => one.Id);
        foreach (var customer in news)
        {
            var before = known.GetValueOrDefault(customer.Id) ?? new CustomerFact(customer.Id, 0, true, "", 0);
            if (before.Version < customer.Version)
            {
                await WriteAsync(transaction, edition, customer);
                if (before.IsGone != customer.IsGone || before.CreatedAt != customer.CreatedAt)
                {
                    changed.Add(FactVersions.Customers);
                }

                if (!string.Equals(before.Country, customer.Country, StringComparison.Ordinal))
                {
                    changed.Add(FactVersions.Countries);
                    await MoveAsync(transaction, edition, customer, before.Country);
                }
            }
        }
    }

    /// <summary>The countries of customers of whom one is known.</summary>
    public static async ValueTask<Dictionary<long, string>> CountriesAsync(ITransaction transaction, long edition,
        IEnumerable<long> customers)
    {
        var found = await transaction.QueryAsync(
            $"select id, country from customer_facts where edition = $1 and country <> '' and {transaction.Dialect.InIntegers("id", "$2")}",
            static row => (row.Int64(0), row.Text(1)), edition, SqlValue.List(customers.Where(static id => id != 0).Distinct()));
        return found.ToDictionary(static one => one.Item1, static one => one.Item2);
    }

    private static ValueTask WriteAsync(ITransaction transaction, long edition, CustomerFact customer) => transaction.SendAsync(
        """
        insert into customer_facts (edition, id, version, is_gone, country, created_at, noted) values ($1, $2, $3, $4, $5, $6, $3)
        on conflict (edition, id) do update set version = excluded.version, is_gone = excluded.is_gone, country = excluded.country,
          created_at = excluded.created_at, noted = excluded.noted
        """,
        edition, customer.Id, customer.Version, customer.IsGone, customer.Country, customer.CreatedAt);

    private static async ValueTask MoveAsync(ITransaction transaction, long edition, CustomerFact customer, string from)
    {
        await transaction.SendAsync(MoveIn, edition, customer.Id, customer.Country);
        await transaction.SendAsync(MoveOut, edition, customer.Id, from);

        // Last, when both have been added up: rows that say nothing any more go, as a recount would not make them.
        await transaction.SendAsync(Clear, edition, customer.Id, from);
    }
}
