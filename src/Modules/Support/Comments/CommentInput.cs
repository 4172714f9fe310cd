using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Tickets;

namespace Lockstep.Support.Comments;

/// <summary>What a client may say in a comment.</summary>
internal sealed record CommentInput
{
    /// <summary>Required; plain text.</summary>
    public string? Body { get; init; }

    /// <summary><c>public</c> (the default) or <c>internal</c>, which customers neither see nor write.</summary>
    public string? Visibility { get; init; }

    /// <summary>The users who are to see it, by their ids; customers mention nobody.</summary>
    public IReadOnlyList<long>? Mentions { get; init; }

    /// <summary>A step that the ticket takes with the comment; see the status of tickets.</summary>
    public string? Status { get; init; }
}

/// <summary>What makes a comment valid.</summary>
internal static class CommentRules
{
    public const string Public = SaidOfTickets.Public;
    public const string Internal = "internal";
    public const string Customer = "customer";
    public const string Staff = "staff";
    private const int MentionsMax = 20;

    public static Refusal? Refuse(CommentInput input, Work work)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "body", input.Body, TicketRecord.TextMax, breaks: true);
        if (input.Visibility is not (null or Public or Internal))
        {
            errors.Add("visibility", "Must be public or internal.");
        }

        if (input.Mentions is { Count: > MentionsMax })
        {
            errors.Add("mentions", $"Must be at most {MentionsMax}.");
        }

        if (input.Status is not null && TicketStatus.Parse(input.Status) is null)
        {
            errors.Add("status", $"Must be one of {string.Join(", ", TicketStatus.All)}.");
        }

        return errors.ToRefusal() ?? (work.Only is null ? null : RefuseOwner(input));
    }

    private static Refusal? RefuseOwner(CommentInput input) => input switch
    {
        { Visibility: Internal } => Refusal.Of(RefusalCode.Forbidden, "visibility", "Customers comment in public only."),
        { Mentions.Count: > 0 } => Refusal.Of(RefusalCode.Forbidden, "mentions", "Customers mention nobody of the staff."),
        _ => null,
    };
}

/// <summary>The JSON of comments.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(CommentInput))]
internal sealed partial class CommentJson : JsonSerializerContext;
