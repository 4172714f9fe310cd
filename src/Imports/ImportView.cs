using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Runtime.Http;

namespace Lockstep.Imports;

/// <summary>An import as the API answers it: its committed rows, and what became of them.</summary>
/// <param name="Id">Given by Lockstep.</param>
/// <param name="Run">The caller's name for it, under which it can be continued.</param>
/// <param name="State"><c>running</c>, <c>finished</c>, or <c>interrupted</c>: send the same file under the same run to go on.</param>
/// <param name="Rows">Committed rows; all of them when it is finished.</param>
/// <param name="Created">Rows that made a record, or a part of one.</param>
/// <param name="Updated">Rows that changed one.</param>
/// <param name="Unchanged">Rows that said nothing new.</param>
/// <param name="Refused">Rows that were not taken; the verdicts say why.</param>
/// <param name="IgnoredColumns">Headers or JSON members that nothing maps to.</param>
/// <param name="ReadAs">How the file was read: what was said of it, found out or guessed; null for an import of before.</param>
/// <param name="Verdicts">Where the verdict of each row is.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="UpdatedAt">When it last went on.</param>
/// <param name="By">Who began it, for example <c>user:1</c>.</param>
/// <param name="CanBeUndone">Whether it wrote anything, and nobody has asked to have that undone.</param>
/// <param name="Undo">How its undo stands: <c>running</c> or <c>finished</c>; null when nobody asked for one.</param>
internal sealed record ImportView(
    long Id, string? Run, string State, long Rows, long Created, long Updated, long Unchanged, long Refused,
    IReadOnlyCollection<string> IgnoredColumns, ReadAs? ReadAs, string Verdicts, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt,
    string By, bool CanBeUndone, string? Undo)
{
    public static byte[] ToJson<TTarget>(ImportRun run, TTarget target) where TTarget : class, IImportTarget =>
        JsonSerializer.SerializeToUtf8Bytes(Of(run, target), ImportJson.Wire.ImportView);

    public static ImportView Of<TTarget>(ImportRun run, TTarget target) where TTarget : class, IImportTarget => new(
        run.Id, run.Run, run.State, run.Counts.Rows, run.Counts.Created, run.Counts.Updated, run.Counts.Unchanged, run.Counts.Refused,
        JsonSerializer.Deserialize(run.Ignored, ImportJson.Wire.IReadOnlyCollectionString)!,
        run.ReadAs is null ? null : JsonSerializer.Deserialize(run.ReadAs, ImportJson.Wire.ReadAs),
        $"{TTarget.Kind.Path}/imports/{run.Id}/verdicts", run.StartedAt, run.UpdatedAt, run.Actor,
        target.Undo is not null && run is { Undo: null, HasWritten: true, State: not "running" }, run.Undo);
}

/// <summary>Some imports.</summary>
/// <param name="Items">The newest first.</param>
internal sealed record ImportList(IReadOnlyList<ImportView> Items);

/// <summary>The JSON of imports.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImportView))]
[JsonSerializable(typeof(ImportList))]
[JsonSerializable(typeof(ImportPreview))]
[JsonSerializable(typeof(UndoPreview))]
[JsonSerializable(typeof(UndoView))]
[JsonSerializable(typeof(ReadAs))]
[JsonSerializable(typeof(IReadOnlyCollection<string>))]
internal sealed partial class ImportJson : JsonSerializerContext
{
    public static ImportJson Wire { get; } = new(JsonBodies.Wire());
}
