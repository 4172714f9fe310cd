namespace Lockstep.Identity.Audit;

/// <summary>How to check the audit log.</summary>
/// <param name="Anchor">
/// <c>NUMBER:HASH</c> as a log line or <c>GET /api/audit/head</c> told it earlier: the log must still begin just so. Null for none.
/// </param>
internal sealed record AuditVerifyInput(string? Anchor);

/// <summary>What a check of the whole audit log found.</summary>
/// <param name="InOrder">Whether nothing was changed, added or taken away.</param>
/// <param name="Line">The figures and the newest hash, or the first thing that is wrong; the line of <c>lockstep audit verify</c>.</param>
/// <param name="At">When it ended.</param>
/// <param name="TookMs">How long it took, in milliseconds.</param>
internal sealed record AuditVerified(bool InOrder, string Line, DateTimeOffset At, long TookMs);
