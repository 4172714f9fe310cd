using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Files;

namespace Lockstep.Support.Attachments;

/// <summary>A file of a ticket, without its content.</summary>
internal sealed record TicketAttachment
{
    /// <summary>Given by Lockstep.</summary>
    public required long Id { get; init; }

    /// <summary>The ticket; after a merge the one that was kept.</summary>
    public required long TicketId { get; init; }

    /// <summary>The comment that it came with; null for none.</summary>
    public long? CommentId { get; init; }

    /// <summary>Its name, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What its content looks like.</summary>
    public required string MediaType { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    /// <summary><c>public</c>, or <c>internal</c> for what customers don't see.</summary>
    public required string Visibility { get; init; }

    /// <summary>Who sent it, as histories name them.</summary>
    public required string Author { get; init; }

    /// <summary>When it came, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The files of a ticket.</summary>
/// <param name="Items">The oldest first.</param>
internal sealed record AttachmentList(IReadOnlyList<TicketAttachment> Items);

/// <summary>A file to be added.</summary>
/// <param name="File">The file.</param>
/// <param name="IsPublic">Whether customers see it.</param>
/// <param name="CommentId">The comment of the ticket that it came with; null for none.</param>
internal sealed record NewAttachment(UploadedFile File, bool IsPublic, long? CommentId);

/// <summary>The JSON of files.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(TicketAttachment))]
[JsonSerializable(typeof(AttachmentList))]
internal sealed partial class AttachmentJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static AttachmentJson Wire { get; } = new(JsonBodies.Wire());
}
