using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Dialects;

/// <summary>A ticket as the shop knows it: an issue.</summary>
internal sealed record ShopTicket(long Id, long? CustomerId, string Issue, string Status, DateTimeOffset CreatedAt)
{
    private const int SubjectMax = 200;

    public static ShopTicket Of(Ticket ticket) =>
        new(ticket.Id, ticket.CustomerId, IssueOf(ticket), WordOf(ticket.Status), ticket.CreatedAt);

    /// <summary>What was said in full.</summary>
    public static string IssueOf(Ticket ticket) => ticket.Description ?? ticket.Subject;

    /// <summary>An issue as subject and description: one that is no subject by its length or its lines has its beginning as one.</summary>
    public static (string? Subject, string? Description) Parted(string? issue)
    {
        var line = issue?.Trim().Split('\n', 2)[0].Trim();
        return line is null || (line.Length == issue!.Trim().Length && line.Length <= SubjectMax)
            ? (line, null)
            : (line.Length <= SubjectMax ? line : Beginning(line), issue);
    }

    /// <summary>Not in the middle of a sign of two.</summary>
    private static string Beginning(string line) => $"{line[..(SubjectMax - (char.IsHighSurrogate(line[SubjectMax - 2]) ? 2 : 1))]}…";

    /// <summary>The shop knows three states.</summary>
    private static string WordOf(string status) => status switch
    {
        TicketStatus.Open => "open",
        TicketStatus.InProgress or TicketStatus.Waiting => "processing",
        _ => "resolved",
    };
}

/// <summary>What the shop says of one; whatever else it sends is left aside. Of the customer only the staff say who it is.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopTicketInput(long? CustomerId, string? Issue, string? Status)
{
    public TicketInput ToTicket()
    {
        var (subject, description) = ShopTicket.Parted(Issue);
        return new() { CustomerId = CustomerId, Subject = subject, Description = description, Status = Status };
    }

    /// <summary>A patch of the ticket as it is; an issue that comes back as it was read leaves subject and description alone.</summary>
    public JsonObject ToPatch(Ticket before)
    {
        var patch = new JsonObject();
        if (Issue is not null && !string.Equals(Issue, ShopTicket.IssueOf(before), StringComparison.Ordinal))
        {
            (patch["subject"], patch["description"]) = ShopTicket.Parted(Issue);
        }

        if (Status is not null)
        {
            patch["status"] = Status;
        }

        return patch;
    }
}

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ShopTicketInput))]
[JsonSerializable(typeof(List<ShopTicket>))]
internal sealed partial class ShopTicketJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static ShopTicketJson Wire { get; } = new(JsonBodies.Wire());
}
