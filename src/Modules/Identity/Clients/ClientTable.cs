using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Clients;

/// <summary>The table of API clients: its columns, and the statements that more than one use case runs.</summary>
internal static class ClientTable
{
    public const string Kind = "client";

    public const string Columns = "id, client_id, name, roles, scopes, dialect, disabled, token_version, version, created_at, updated_at";

    /// <summary>All clients as they are, to be compared with their histories.</summary>
    public static LiveRecords Live { get; } = new(
        Kind,
        static async (reader, after, limit) =>
        [
            .. (await reader.QueryAsync($"select {Columns} from clients where id > $1 order by id limit $2", Read, after, limit))
                .Select(static client => new ChangedRecord(client.Id, client.Version, client.UpdatedAt, ToJson(client))),
        ]);

    private const string ById = $"select {Columns} from clients where id = $1";

    public static ApiClient Read(Row row) => new()
    {
        Id = row.Int64(0),
        ClientId = row.Text(1),
        Name = row.Text(2),
        Roles = Words(row.Text(3)),
        Scopes = row.IsNull(4) ? null : Words(row.Text(4)),
        Dialect = row.TextOrNull(5),
        Disabled = row.Int64(6) != 0,
        TokenVersion = row.Int64(7),
        Version = row.Int64(8),
        CreatedAt = row.Instant(9),
        UpdatedAt = row.Instant(10),
    };

    /// <summary>How tokens, histories and the audit log name a client.</summary>
    public static string Subject(string clientId) => $"client:{clientId}";

    public static byte[] ToJson(ApiClient client) => JsonSerializer.SerializeToUtf8Bytes(client, ContractsJson.Wire.ApiClient);

    public static ValueTask<ApiClient?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync(ById, Read, id);

    /// <summary>The same for a write that decides by it: nobody else changes it until that one has ended.</summary>
    public static ValueTask<ApiClient?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync(ById, Read, id);

    public static ValueTask<ApiClient?> FindAsync(IReader reader, string clientId) =>
        reader.FirstAsync($"select {Columns} from clients where client_id = $1", Read, clientId);

    /// <summary>A list as its column holds it.</summary>
    public static string? Joined(IReadOnlyList<string>? words) => words is null ? null : string.Join(',', words);

    public static string[] Words(string joined) => joined.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
