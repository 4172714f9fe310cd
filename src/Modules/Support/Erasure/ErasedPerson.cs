using System.Globalization;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Values;
using Lockstep.Support.Mail;

namespace Lockstep.Support.Erasure;

/// <summary>Who is erased: a customer, or somebody who is known by an address alone. Pure.</summary>
/// <param name="CustomerId">The customer; null for somebody who is known by an address.</param>
/// <param name="SenderKey">The address, as it is compared; null for a customer.</param>
internal sealed record ErasedPerson(long? CustomerId, string? SenderKey)
{
    private const string CustomerActor = "mail:customer-";

    /// <summary>How comments name a customer who wrote by mail.</summary>
    public string? MailActor { get; } =
        CustomerId is { } id ? string.Create(CultureInfo.InvariantCulture, $"{CustomerActor}{id}") : null;

    /// <summary>Whether a ticket is the person's, with all that was said on it.</summary>
    public bool Owns(Ticket ticket) =>
        CustomerId is { } id ? ticket.CustomerId == id : ticket.CustomerId is null && Asked(ticket);

    /// <summary>Whether a ticket names the address of the person.</summary>
    public bool Asked(Ticket ticket) =>
        SenderKey is { } key && string.Equals(Email.Key(ticket.Requester), key, StringComparison.Ordinal);

    /// <summary>
    /// Whether the person wrote what an author of the customer's side wrote on a ticket, as that was then: signed in or by mail its
    /// customer may write, by mail also its requester, who is known as another customer where it is one.
    /// </summary>
    public bool Wrote(string author, Ticket then) => CustomerId is null
        ? author is MailIds.UnknownActor && Asked(then)
        : Owns(then) && !author.StartsWith(CustomerActor, StringComparison.Ordinal);

    /// <summary>Whether a version speaks of the person.</summary>
    public bool IsIn(Ticket version) => CustomerId is { } id ? version.CustomerId == id : Asked(version);
}
