using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Finds the flows of which one side is Crm's customers, also those that are off or gone: what was kept for them stays behind them.
/// </summary>
internal static class CustomerSides
{
    public const string SubjectPrefix = "customers/";

    private const string Route = "crm/customer", And = " and ";

    public static ValueTask<IReadOnlyList<CustomerSide>> FindAsync(IReader reader) => reader.QueryAsync(
        $"select name, route from flows where route like '{Route}{And}%' or route like '%{And}{Route}' order by name",
        static row => Read(row.Text(0), row.Text(1)));

    /// <summary>The records on the other sides that are linked to a customer, each with its flow, as deliveries call them.</summary>
    public static async ValueTask<IReadOnlyList<(string Flow, string Subject)>> PartnersAsync(IReader reader, string id)
    {
        var partners = new List<(string, string)>();
        foreach (var side in await FindAsync(reader))
        {
            var ids = await reader.QueryAsync(
                $"select {side.OtherColumn} from pair_links where flow = $1 and {side.Column} = $2 and {side.OtherColumn} is not null",
                static row => row.Text(0), side.Flow, id);
            partners.AddRange(ids.SelectMany(other => side.OtherPrefixes.Select(prefix => (side.Flow, prefix + other))));
        }

        return partners;
    }

    private static CustomerSide Read(string flow, string route)
    {
        var isLeft = route.StartsWith(Route + And, StringComparison.Ordinal);
        var other = isLeft ? route[(Route.Length + And.Length)..] : route[..^(Route.Length + And.Length)];
        var end = other.LastIndexOf('/');
        return new CustomerSide(
            flow, isLeft ? Side.Left : Side.Right, [.. new[] { true, false }.Select(
                isOutside => Subjects.PrefixOf(other[..end], other[(end + 1)..], isOutside))]);
    }
}

/// <summary>A side of a flow that is Crm's customers.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Side">The side.</param>
/// <param name="OtherPrefixes">What the subjects of the other side may begin with: whether that is outside its route does not say.</param>
internal sealed record CustomerSide(string Flow, Side Side, IReadOnlyList<string> OtherPrefixes)
{
    /// <summary>The column of a link in which the customer stands.</summary>
    public string Column => PairLinkTable.ColumnOf(Side);

    /// <summary>The column in which its partner stands.</summary>
    public string OtherColumn => PairLinkTable.ColumnOf(PairContext.Other(Side));
}
