using Lockstep.FaultyHost;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Support;

/// <summary>Points at which a process dies, as the rows of a theory.</summary>
internal static class Passings
{
    /// <summary>Steps that SQLite does not have: there an event gets its position in the commit of its change.</summary>
    private static readonly KillPoint[] OnServersOnly = [KillPoint.BeforeNumberCommit, KillPoint.OnNumberCommit, KillPoint.AfterNumberCommit];

    /// <summary>Each of the points that a store has, at each of the passings.</summary>
    public static TheoryData<StoreKind, KillPoint, int> OnEachStore(IEnumerable<KillPoint> points, IReadOnlyList<int> passings)
    {
        var rows = new TheoryData<StoreKind, KillPoint, int>();
        foreach (var (store, point, passing) in
            from store in Enum.GetValues<StoreKind>()
            from point in points
            where store is not StoreKind.Sqlite || !OnServersOnly.Contains(point)
            from passing in passings
            select (store, point, passing))
        {
            rows.Add(store, point, passing);
        }

        return rows;
    }
}
