namespace Lockstep.Identity.Audit;

/// <summary>How far the log is sealed.</summary>
/// <param name="Newest">Number of the newest entry; 0 when there is none.</param>
/// <param name="Number">Number of the newest sealed entry; absent when there is none.</param>
/// <param name="Hash">Hash of all entries up to it, in hexadecimal.</param>
/// <param name="SealedAt">When it was sealed.</param>
/// <param name="Anchor">Number and hash as <c>lockstep audit verify --anchor</c> takes them.</param>
internal sealed record AuditHead(long Newest, long? Number, string? Hash, DateTimeOffset? SealedAt, string? Anchor);
