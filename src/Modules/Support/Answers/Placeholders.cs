using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Tickets;

namespace Lockstep.Support.Answers;

/// <summary>The places in canned answers, and what stands in them. Pure; what a record lacks leaves its place empty.</summary>
internal static partial class Placeholders
{
    private static readonly Dictionary<string, Func<Ticket, Customer?, string, string?>> Known = new(StringComparer.Ordinal)
    {
        ["ticket.id"] = static (ticket, _, _) => ticket.Id.ToString(CultureInfo.InvariantCulture),
        ["ticket.subject"] = static (ticket, _, _) => ticket.Subject,
        ["ticket.priority"] = static (ticket, _, _) => ticket.Priority,
        ["ticket.status"] = static (ticket, _, _) => ticket.Status,
        ["ticket.dueAt"] = static (ticket, _, _) => ticket.DueAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture),
        ["ticket.orderId"] = static (ticket, _, _) => ticket.OrderId?.ToString(CultureInfo.InvariantCulture),
        ["customer.name"] = static (_, customer, _) => customer?.Name,
        ["customer.organisation"] = static (_, customer, _) => customer?.Organisation,
        ["customer.email"] = static (ticket, customer, _) => customer?.Email ?? ticket.Requester,
        ["customer.phone"] = static (_, customer, _) => customer?.Phone,
        ["me.name"] = static (_, _, me) => me,
    };

    /// <summary>The names of all places.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Those of a text that there are not.</summary>
    public static IEnumerable<string> Unknown(string body) =>
        Place().Matches(body).Select(static match => match.Groups["name"].Value.Trim()).Where(static name =>
            !Known.ContainsKey(name)).Distinct(StringComparer.Ordinal);

    /// <summary>The text for a ticket.</summary>
    /// <param name="body">The text with its places.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="customer">Its customer; null for none.</param>
    /// <param name="me">The name of who says it.</param>
    public static string Fill(string body, Ticket ticket, Customer? customer, string me) => Place().Replace(
        body, match => Known.TryGetValue(match.Groups["name"].Value.Trim(), out var value) ? value(ticket, customer, me) ?? ""
            // What is no place stays as somebody wrote it.
            : match.Value);

    [GeneratedRegex(@"\{\{(?<name>[^{}]*)\}\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();
}
