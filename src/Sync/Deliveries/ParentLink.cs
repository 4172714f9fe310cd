using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>The link of another record that a delivery waits for.</summary>
/// <param name="Key">Its name in the table; the commit that makes the link knows it too.</param>
/// <param name="Rows">The links that would do, one for each flow that brings such records.</param>
internal sealed record ParentLink(string Key, IReadOnlyList<LinkRow> Rows)
{
    /// <summary>The name of what a flow links when it has brought a record.</summary>
    public static string KeyOf(Flow flow, string subject) => KeyOf(flow, flow.Target, flow.TargetKind, Flow.IdOf(subject));

    /// <summary>The name of what a flow's mapping refers to. Ids of one source are no ids of another.</summary>
    public static string KeyOf(Flow flow, string system, string kind, string id) => KeyOf(flow.IdSpace, system, kind, id);

    /// <summary>The names of what a flow that goes both ways links: each of two records is found by the id of the other one.</summary>
    public static IReadOnlyList<string> KeysOf(Pair pair, string leftId, string rightId) =>
    [
        KeyOf(pair.Right.IdSpace, pair.Left.System, pair.Left.Kind, rightId),
        KeyOf(pair.Left.IdSpace, pair.Right.System, pair.Right.Kind, leftId),
    ];

    private static string KeyOf(string space, string system, string kind, string id) => $"{space}:{system}/{kind}/{id}";
}
