using System.Text.Json.Serialization;

namespace Lockstep.Identity.Audit;

/// <summary>A page of the log.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Give it as <c>after</c> to go on; null on the last page.</param>
internal sealed record AuditPage(
    IReadOnlyList<AuditItem> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
