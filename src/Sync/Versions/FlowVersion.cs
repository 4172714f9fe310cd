using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Versions;

/// <summary>A text of a flow that was applied.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Number">1 for the first.</param>
/// <param name="Text">The text.</param>
/// <param name="Tables">The CSV files that it names, by name.</param>
internal sealed record FlowVersion(string Flow, long Number, string Text, IReadOnlyDictionary<string, string> Tables)
{
    /// <summary>What a query of <c>flow_versions v</c> must ask for.</summary>
    public const string Columns = "v.flow, v.version, v.content, v.tables";

    public static FlowVersion Read(Row row) => new(
        row.Text(0), row.Int64(1), row.Text(2),
        JsonSerializer.Deserialize(row.Text(3), VersionJson.Default.DictionaryStringString)!);

    /// <summary>One version; null when it is not there, or not kept any more.</summary>
    public static ValueTask<FlowVersion?> FindAsync(IReader reader, string flow, long number) => reader.FirstAsync(
        $"select {Columns} from flow_versions v where v.flow = $1 and v.version = $2", Read, flow, number);
}
