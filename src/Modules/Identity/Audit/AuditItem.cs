namespace Lockstep.Identity.Audit;

/// <summary>An entry as the API answers it.</summary>
/// <param name="Number">Its place in the log; without gaps.</param>
/// <param name="At">When it happened.</param>
/// <param name="Actor">Who, for example <c>user:1</c>, <c>client:erp-poller</c> or <c>flow:welcome-package</c>.</param>
/// <param name="Action">What, for example <c>customer:created</c>.</param>
/// <param name="Target">On what, for example <c>customers/42</c>.</param>
/// <param name="Refused">Whether it was refused.</param>
/// <param name="Times">How often; more than 1 when repeats were counted.</param>
/// <param name="Version">For changes of records: the version that the change made.</param>
/// <param name="Personal">Addresses and the like; absent when there is none or it was erased.</param>
/// <param name="Sealed">Whether a seal covers it.</param>
internal sealed record AuditItem(
    long Number, DateTimeOffset At, string Actor, string Action, string Target, bool Refused, long Times, long? Version,
    IReadOnlyDictionary<string, string>? Personal, bool Sealed);
