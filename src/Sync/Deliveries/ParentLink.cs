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
    public static string KeyOf(Flow flow, string system, string kind, string id) => $"{flow.IdSpace}:{system}/{kind}/{id}";
}
