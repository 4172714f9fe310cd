using System.Net;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.Audit;

/// <summary>Entries for what a request does: who, from which address.</summary>
internal static class Audited
{
    public static AuditEntry By(Work work, string action, string target, string? actor = null) =>
        new(actor ?? work.Actor, action, target) { Personal = From(work.Address) };

    /// <summary>Something that was refused.</summary>
    /// <param name="work">The work.</param>
    /// <param name="action">What was refused.</param>
    /// <param name="target">On what.</param>
    /// <param name="email">
    /// What was typed as the e-mail address: kept only when it looks like one, as people mistake the field for that of the password.
    /// </param>
    public static AuditEntry Refused(Work work, string action, string target, string? email = null)
    {
        var entry = By(work, action, target);
        return email is null || !Email.IsValid(email)
            ? entry with { Refused = true }
            : entry with
            {
                Refused = true, Personal = new Dictionary<string, string>(entry.Personal, StringComparer.Ordinal) { ["email"] = email },
            };
    }

    private static Dictionary<string, string> From(IPAddress? address) => address is null
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = address.ToString() };
}
