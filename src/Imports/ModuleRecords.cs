using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// The records of one kind, as flows make, change, delete and look for them one by one: over the use cases that the API has, with what a
/// flow may.
/// </summary>
/// <typeparam name="TInput">What a client may say of the record.</typeparam>
public sealed class ModuleRecords<TInput> : IModuleRecords
    where TInput : class
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    /// <inheritdoc />
    public required RecordAbilities Abilities { get; init; }

    /// <inheritdoc />
    public required TimeSpan KeysKeptFor { get; init; }

    /// <summary>How what is said of a record is read.</summary>
    public required JsonTypeInfo<TInput> Input { get; init; }

    /// <summary>Makes a record, once for each key of the work.</summary>
    public required Func<TInput, Work, Task<Answer>> Create { get; init; }

    /// <summary>Changes some fields of a record (JSON Merge Patch).</summary>
    public required Func<long, JsonObject, Work, Task<Answer>> Patch { get; init; }

    /// <summary>Deletes a record; null where none can be.</summary>
    public Func<long, Work, Task<Answer>>? Delete { get; init; }

    /// <summary>The records whose field has a value, at most as many as the number says.</summary>
    public required Func<string, string, int, CancellationToken, Task<IReadOnlyList<ChangedRecord>>> Search { get; init; }

    /// <inheritdoc />
    public async Task<RecordAnswer> CreateAsync(RecordCreate create, CancellationToken ct)
    {
        var (input, refusal) = MergePatch.TryReplace(Nothing, MappedFields.Typed(create.Fields, Input), Input);
        var work = Work.Of(create.Origin, ct) with { Key = new OnceKey($"{create.Origin}\ncreate {Abilities.Kind}", create.Key) };
        return Told(input is null ? refusal! : await Create(input, work));
    }

    /// <inheritdoc />
    public async Task<RecordAnswer> UpdateAsync(RecordUpdate update, CancellationToken ct) => Told(
        await Patch(update.Id, MappedFields.Typed(update.Fields, Input), WorkOf(update.Origin, update.ExpectedVersion, ct)));

    /// <inheritdoc />
    public async Task<RecordAnswer> DeleteAsync(RecordDelete delete, CancellationToken ct) => Delete is null
        ? throw new NotSupportedException($"No flow deletes a {Abilities.Kind}.")
        : Told(await Delete(delete.Id, WorkOf(delete.Origin, delete.ExpectedVersion, ct)));

    /// <inheritdoc />
    public Task<IReadOnlyList<ChangedRecord>> SearchAsync(string field, string value, int limit, CancellationToken ct) =>
        Abilities.SearchFields.Contains(field)
            ? Search(field, value, limit, ct)
            : throw new ArgumentException($"No {Abilities.Kind} is looked for by {field}.", nameof(field));

    private static Work WorkOf(string origin, long? expected, CancellationToken ct) => Work.Of(origin, ct) with
    {
        Expected = expected is { } version ? new VersionTags(IsAny: false, [(version, null)]) : null,
    };

    private static RecordAnswer Told(Answer answer) => answer switch
    {
        { Refusal: { } refusal } => new RecordAnswer(null, Told(refusal)),
        { Body.Length: 0 } => new RecordAnswer(null, null),
        _ => new RecordAnswer(RecordOf(answer.Body), null),
    };

    private static RecordRefusal Told(Refusal refusal) => new(
        refusal switch
        {
            { IsPassing: true } or { RetryAfter: not null } or { Code: RefusalCode.TooMany } => RecordFault.Passing,
            { Code: RefusalCode.Stale } => RecordFault.OtherVersion,
            { Code: RefusalCode.KeyReused } => RecordFault.KeyReused,
            { IsOfForm: true } => RecordFault.Invalid,
            // What is not found and named is what a field refers to.
            { Code: RefusalCode.NotFound or RefusalCode.Expired, Errors: null } => RecordFault.NotFound,
            { Code: RefusalCode.NotFound } => RecordFault.Invalid,
            _ => RecordFault.InTheWay,
        },
        refusal.ToText(),
        refusal.Errors?.ToDictionary(static one => one.Key, static one => string.Join(' ', one.Value), StringComparer.Ordinal) ?? [],
        refusal.RetryAfter);

    /// <summary>Every record has these members; what else it has is its own.</summary>
    private static ChangedRecord RecordOf(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new ChangedRecord(
            root.GetProperty("id").GetInt64(), root.GetProperty("version").GetInt64(),
            Instant.Read(root.GetProperty("updatedAt").GetString())!.Value, json);
    }
}
