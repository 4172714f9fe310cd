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
internal sealed record ImportView(
    long Id, string? Run, string State, long Rows, long Created, long Updated, long Unchanged, long Refused,
    IReadOnlyCollection<string> IgnoredColumns, ReadAs? ReadAs, string Verdicts, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt)
{
    public static byte[] ToJson(ImportRun run, ImportKind kind) => JsonSerializer.SerializeToUtf8Bytes(
        new ImportView(
            run.Id, run.Run, run.State, run.Counts.Rows, run.Counts.Created, run.Counts.Updated, run.Counts.Unchanged, run.Counts.Refused,
            JsonSerializer.Deserialize(run.Ignored, ImportJson.Wire.IReadOnlyCollectionString)!,
            run.ReadAs is null ? null : JsonSerializer.Deserialize(run.ReadAs, ImportJson.Wire.ReadAs),
                $"{kind.Path}/imports/{run.Id}/verdicts",
            run.StartedAt, run.UpdatedAt),
        ImportJson.Wire.ImportView);
}

/// <summary>The JSON of imports.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImportView))]
[JsonSerializable(typeof(ImportPreview))]
[JsonSerializable(typeof(ReadAs))]
[JsonSerializable(typeof(IReadOnlyCollection<string>))]
internal sealed partial class ImportJson : JsonSerializerContext
{
    public static ImportJson Wire { get; } = new(JsonBodies.Wire());
}
