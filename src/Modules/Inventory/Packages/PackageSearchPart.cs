using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Search;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Packages;

/// <summary>
/// Packages in the search over all kinds: by their id, and by the name of whom they go to. No index of theirs knows names, so that Crm is
/// asked whom the text may mean; what counts is the name on the package, for an address or a number there is not for who may see packages
/// alone.
/// </summary>
internal sealed class PackageSearchPart(InventoryDatabase database, ICustomerDirectory customers) : ISearchPart
{
    private const int CustomersMax = 50;

    public string Kind => PackageRecord.Kind;

    public IReadOnlyList<string> Permissions { get; } = [Contracts.Access.Permissions.PackagesRead];

    public string? OwnPermission => Contracts.Access.Permissions.PackagesReadOwn;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuestion question, CancellationToken ct)
    {
        var rank = new SearchRank(question.Text);
        var owners = question.Only is { } only ? [only] : await customers.SearchAsync(question.Text, CustomersMax, ct);
        var rows = await database.Store.AskAsync(
            reader => reader.QueryAsync(
                SqlFor(reader.Dialect), PackageRecord.Table.Read, rank.Id ?? 0, SqlValue.List(owners), CustomersMax),
            ct);
        var parts = SearchText.Parts(question.Text) ?? [];
        return
        [
            .. rows.Where(package => question.Only is not { } owner || package.CustomerId == owner)
                .Where(package => package.Id == rank.Id || SearchText.Holds(SearchText.Of([(package.CustomerName, false)]), parts))
                .Select(package => (Package: package, Match: rank.Of(package.Id, isKey: false, [package.CustomerName])))
                .OrderBy(static hit => hit.Match).ThenByDescending(static hit => hit.Package.Id).Take(question.Limit)
                .Select(static hit => new SearchHit(hit.Package.Id, hit.Match, PackageRecord.Table.ToJson(hit.Package))),
        ];
    }

    private static string SqlFor(SqlDialect dialect) => $"""
        select {PackageRecord.Table.Columns} from packages where id = $1 or id in
          (select id from packages where {dialect.InIntegers("customer_id", "$2")} order by id desc limit $3)
        """;
}
