using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Gives their fingerprints to dead letters that have none: those of before there were any, and those whose person was erased.
/// </summary>
internal static class FingerprintFill
{
    private const int ChunkSize = 500;

    public static async Task RunAsync(SyncDatabase database, CancellationToken ct)
    {
        while (true)
        {
            var found = await database.Store.ReadAsync(
                reader => reader.QueryAsync(
                    $"""
                    select id, flow, cause, message from deliveries where state = 'dead' and fingerprint is null
                    order by id limit {ChunkSize}
                    """,
                    static row => Marked(row.Int64(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3))),
                ct);
            if (found.Count == 0)
            {
                return;
            }

            await database.Store.WriteAsync(transaction => MarkAsync(transaction, found), ct);
        }
    }

    private static MarkedLetter Marked(long id, string flow, string? cause, string? message) =>
        new(id, Fingerprint.Of(flow, cause, message), message ?? "");

    /// <summary>Only as long as the message is the one that was read: an erasure may have taken it away since.</summary>
    private static ValueTask<int> MarkAsync(ITransaction transaction, IReadOnlyList<MarkedLetter> found) => transaction.ExecuteAsync(
        $"""
        update deliveries as d set fingerprint = given.fingerprint from {transaction.Dialect.Rows("$1", ["id"], ["fingerprint", "message"])}
        where d.id = given.id and d.state = $2 and coalesce(d.message, '') = given.message
        """,
        JsonSerializer.Serialize([.. found], MarkedJson.Default.MarkedLetterArray), "dead");
}

/// <summary>A dead letter and its fingerprint.</summary>
internal sealed record MarkedLetter(long Id, string Fingerprint, string Message);

/// <summary>The JSON in which many of them travel to the table.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MarkedLetter[]))]
internal sealed partial class MarkedJson : JsonSerializerContext;
