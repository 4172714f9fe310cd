using System.Net;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Identity.Audit;

/// <summary>Entries for what a request does: who, from which address.</summary>
internal static class Audited
{
    public const string Nobody = "anonymous";

    public static AuditEntry By(HttpContext context, string action, string target, string? actor = null) =>
        new(actor ?? Caller.Of(context)?.Subject ?? Nobody, action, target) { Personal = From(context.Connection.RemoteIpAddress) };

    /// <summary>Something that was refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="action">What was refused.</param>
    /// <param name="target">On what.</param>
    /// <param name="email">What was typed as the e-mail address: kept only when it looks like one, as people mistake the field for that of the password.</param>
    public static AuditEntry Refused(HttpContext context, string action, string target, string? email = null)
    {
        var entry = By(context, action, target);
        return email is null || !TextRules.IsEmail(email)
            ? entry with { Refused = true }
            : entry with { Refused = true, Personal = new Dictionary<string, string>(entry.Personal, StringComparer.Ordinal) { ["email"] = email } };
    }

    private static Dictionary<string, string> From(IPAddress? address) => address is null
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = address.ToString() };
}
