using System.Text.Json;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;

namespace Lockstep.Runtime.Streams;

/// <summary>An event on its way to streams. Its text and its owner are found out once, when somebody needs them.</summary>
/// <param name="published">The event.</param>
/// <param name="audience">Who may see it; null for nobody.</param>
/// <param name="before">The record before a delete, where that was looked up.</param>
internal sealed class StreamedEvent(OutboxEvent published, EventAudience? audience, byte[]? before = null)
{
    private const string Deleted = "deleted";
    private byte[]? _lines;
    private (bool IsKnown, long? Customer) _owner;

    public OutboxEvent Published => published;

    public EventAudience? Audience => audience;

    /// <summary>As it is sent, without its id.</summary>
    public byte[] Lines => _lines ??= CloudEvent.Lines(published);

    /// <summary>The customer whose record it is about; null for nobody in particular, or when nobody knows any more.</summary>
    public long? Owner
    {
        get
        {
            if (!_owner.IsKnown)
            {
                _owner = (true, FindOwner());
            }

            return _owner.Customer;
        }
    }

    /// <summary>Whether only the database knows whose the record was: a delete says nothing of it.</summary>
    public static bool IsOwnedByPast(OutboxEvent published, EventAudience? audience) =>
        audience is { OwnPermission: not null, OwnerOf: not null } && published.Data is null
        && string.Equals(published.Change, Deleted, StringComparison.Ordinal);

    private long? FindOwner()
    {
        if (audience?.OwnPermission is null)
        {
            return null;
        }

        try
        {
            return audience.OwnerOf is null ? published.RecordId
                : (published.Data ?? before) is { } record ? audience.OwnerOf(record) : null;
        }
        catch (JsonException)
        {
            // Of a shape that is read no longer: it must not be in the way of all that comes behind it.
            return null;
        }
    }
}
