using System.Net;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Security;

namespace Lockstep.Runtime.UseCases;

/// <summary>
/// What a use case needs to know besides its input: who wants it done and what they may reach, under which key a repeat is told, on which
/// version, until when. Every door makes one: the edge of a request, an import of its caller, a flow of its name.
/// </summary>
public sealed partial record Work
{
    /// <summary>Who it was when nobody signed in.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Who wants it done, and what they may.</summary>
    public required Caller Caller { get; init; }

    /// <summary>
    /// Who, as histories, events and the audit log name it: <c>user:1</c>, <c>client:erp-poller</c>, <c>flow:welcome-package</c>,
    /// <c>webhook:erp-order-status</c>, <c>system:sample</c>. The part before the colon is the origin.
    /// </summary>
    public string Actor => Caller.Subject;

    /// <summary>From where, when it came over a network.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The secret of the portal session in which it is done; null when it is done in none.</summary>
    public string? SessionCookie { get; init; }

    /// <summary>The customer whose records are reached, others being as good as not there; null when all are.</summary>
    public long? Only { get; init; }

    /// <summary>The key under which a repeat is told from a new wish; null when none was given.</summary>
    public OnceKey? Key { get; init; }

    /// <summary>The versions on which a change may be made; null for any.</summary>
    public VersionTags? Expected { get; init; }

    /// <summary>The versions of which the caller has a copy; null for none.</summary>
    public VersionTags? Known { get; init; }

    /// <summary>
    /// Whether who wants it can know which fields people gave to records, and so is asked for those that are required: the staff and their
    /// programs at the API and in files. Not so customers, who set none of them, clients of a dialect, who know none, nor what no person
    /// stands behind: a flow, a mail, a registration, a webhook, the system itself. What these do say of such fields is checked all the
    /// same.
    /// </summary>
    public bool KnowsFields { get; init; }

    /// <summary>Ends the wait for an answer. What was committed stays.</summary>
    public CancellationToken Ct { get; init; }

    /// <summary>Whether the caller holds a permission.</summary>
    public bool May(string permission) => Caller.Can(permission);

    /// <summary>A refusal when the caller lacks a permission; else null.</summary>
    public Refusal? RefuseUnless(string permission) => May(permission) ? null : Lacks(Caller, permission);

    /// <summary>Whether the records of a customer are reached; those of nobody in particular are the staff's alone.</summary>
    public bool Reaches(long? customerId) => Only is not { } only || only == customerId;

    /// <summary>A refusal when the record is at none of the versions that the caller expects; else null.</summary>
    public Refusal? RefuseStale(long version) => Expected?.Has(version) is false
        ? new Refusal(RefusalCode.Stale, $"The record is at version {version} by now; read it again and repeat the change on that.")
        : null;

    /// <summary>
    /// The same for a change of what moves without a new version, the stock of a product: the tag must name that too, as it was read.
    /// </summary>
    /// <param name="version">The record's version.</param>
    /// <param name="beside">What moves, as it is.</param>
    public Refusal? RefuseStale(long version, long beside) => Expected?.Has(version, beside) is false
        ? new Refusal(
            RefusalCode.Stale,
            "The stock is another by now, or If-Match does not name it: the ETag "
                + $"is {VersionTags.Of(version, beside)} with the version and "
            + "the units on hand. Read the product again and repeat the change on that.")
        : null;

    /// <summary>Whether the caller's copy is of this version.</summary>
    public bool Knows(long version) => Known?.Has(version) is true;

    /// <summary>Work behind a door that was opened by somebody who may: a flow, a webhook, the system itself.</summary>
    /// <param name="actor">Who, for histories.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Work Of(string actor, CancellationToken ct) => new() { Caller = new Caller(actor, actor, Permissions.All), Ct = ct };

    /// <summary>What somebody hears who lacks a permission.</summary>
    internal static Refusal Lacks(Caller caller, string permission) => caller.LacksSecondFactor
        ? new(
            RefusalCode.Forbidden,
            "Your role needs a second factor: set one up (POST /api/auth/totp, then /api/auth/totp/confirm), then get a new token.")
        : new(RefusalCode.Forbidden, $"This needs the permission {permission}, which {caller.Name} does not have.");
}
