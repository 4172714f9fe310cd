using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Events;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>
/// That a kind of record can be given fields: what a module says once, and from which the endpoints, the history, the events and who hears
/// them come. Definitions are records of a kind of their own, for example <c>customer-field</c>.
/// </summary>
public sealed class CustomFieldKind
{
    private static readonly string[] Stamped = ["id", "version", "createdAt", "updatedAt"];

    private readonly Func<RecordLog, ITransaction, RecordChange, ValueTask> _append;

    private CustomFieldKind(string record, string many, string read, Func<RecordLog, ITransaction, RecordChange, ValueTask> append) =>
        (Record, Many, Read, _append) = (record, many, read, append);

    /// <summary>The kind of record that has the fields, for example <c>customer</c>.</summary>
    public string Record { get; }

    /// <summary>The word for many of them, as in the paths.</summary>
    public string Many { get; }

    /// <summary>The permission to see such records, and so their fields.</summary>
    public string Read { get; }

    /// <summary>The kind of the definitions, as in histories and events.</summary>
    public string Kind => $"{Record}-field";

    /// <summary>Who hears of them.</summary>
    public EventAudience Audience => new(Kind, Read);

    /// <summary>They as they are, to be compared with their histories.</summary>
    public LiveRecords Live => new(Kind, async (reader, after, limit) =>
        [.. (await CustomFields.PageAsync(reader, Record, after, limit)).Select(
            static one => new ChangedRecord(one.Id, one.Version, one.UpdatedAt, ToJson(one)))]);

    /// <summary>Tells of a kind of record that it can be given fields.</summary>
    /// <typeparam name="TCreated">What is told of a new definition.</typeparam>
    /// <typeparam name="TChanged">What is told of a changed one.</typeparam>
    /// <typeparam name="TDeleted">What is told of one that was taken away.</typeparam>
    /// <param name="record">The kind of record.</param>
    /// <param name="many">The word for many, as in the paths.</param>
    /// <param name="read">The permission to see such records.</param>
    public static CustomFieldKind Of<TCreated, TChanged, TDeleted>(string record, string many, string read)
        where TCreated : RecordEvent<CustomFieldDefinition>
        where TChanged : RecordEvent<CustomFieldDefinition>
        where TDeleted : RecordEvent<CustomFieldDefinition> => new(
            record, many, read,
            static (log, transaction, change) => change.Change switch
            {
                ChangeKind.Created => log.AppendAsync<TCreated>(transaction, change),
                ChangeKind.Changed => log.AppendAsync<TChanged>(transaction, change),
                _ => log.AppendAsync<TDeleted>(transaction, change),
            });

    /// <summary>A definition as callers see it.</summary>
    internal static CustomFieldDefinition View(CustomField field) => new()
    {
        Id = field.Id,
        Name = field.Name,
        Type = field.Type,
        Required = field.IsRequired,
        Choices = field.Choices,
        Min = field.Min,
        Max = field.Max,
        Description = field.Description,
        Version = field.Version,
        CreatedAt = field.CreatedAt,
        UpdatedAt = field.UpdatedAt,
    };

    /// <summary>The same as JSON in UTF-8.</summary>
    internal static byte[] ToJson(CustomField field) =>
        JsonSerializer.SerializeToUtf8Bytes(View(field), ContractsJson.Wire.CustomFieldDefinition);

    /// <summary>JSON names of the members in which two states of a definition differ, separated by commas.</summary>
    internal static string Changed(CustomField? before, CustomField after)
    {
        var standing = before is null ? null : JsonNode.Parse(ToJson(before))!.AsObject();
        return string.Join(',', JsonNode.Parse(ToJson(after))!.AsObject()
            .Where(member => !Stamped.Contains(member.Key, StringComparer.Ordinal)
                && !JsonNode.DeepEquals(member.Value, standing?[member.Key]))
            .Select(static member => member.Key));
    }

    /// <summary>Notes a change of a definition down, in its commit.</summary>
    internal ValueTask AppendAsync(RecordLog log, ITransaction transaction, RecordChange change) => _append(log, transaction, change);
}
