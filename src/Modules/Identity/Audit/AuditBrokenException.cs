namespace Lockstep.Identity.Audit;

/// <summary>The audit log in the database is not the one that was written; nothing is sealed on top of it.</summary>
internal sealed class AuditBrokenException(string message) : Exception(message);
