using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Support.Answers;

/// <summary>The rows of canned answers.</summary>
internal static class CannedTable
{
    /// <summary>The most that there can be.</summary>
    public const int CountMax = 1_000;

    private const string Columns = "id, name, body, version, created_at, updated_at";

    public static ValueTask<IReadOnlyList<CannedAnswer>> ListAsync(IReader reader) =>
        reader.QueryAsync($"select {Columns} from canned_answers order by name_key limit {CountMax}", Read);

    public static ValueTask<CannedAnswer?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync($"select {Columns} from canned_answers where id = $1", Read, id);

    public static ValueTask<CannedAnswer?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync($"select {Columns} from canned_answers where id = $1", Read, id);

    public static ValueTask<long> CountAsync(IReader reader) =>
        reader.FirstAsync("select count(*) from canned_answers", static row => row.Int64(0));

    /// <summary>Whether another one has a name.</summary>
    public static async ValueTask<bool> IsTakenAsync(IReader reader, string name, long otherThan) => await reader.FirstAsync(
        "select 1 from canned_answers where name_key = $1 and id <> $2", static row => row.Int64(0), Keys.Fold(name), otherThan) == 1;

    public static async ValueTask<CannedAnswer> InsertAsync(ITransaction transaction, CannedAnswer answer) => answer with
    {
        Id = await transaction.FirstAsync(
            """
            insert into canned_answers (name, name_key, body, version, created_at, updated_at) values ($1, $2, $3, $4, $5, $5) returning id
            """,
            static row => row.Int64(0), answer.Name, Keys.Fold(answer.Name), answer.Body, answer.Version, answer.CreatedAt),
    };

    public static ValueTask UpdateAsync(ITransaction transaction, CannedAnswer answer) => transaction.SendAsync(
        "update canned_answers set name = $2, name_key = $3, body = $4, version = $5, updated_at = $6 where id = $1",
        answer.Id, answer.Name, Keys.Fold(answer.Name), answer.Body, answer.Version, answer.UpdatedAt);

    public static ValueTask DeleteAsync(ITransaction transaction, long id) =>
        transaction.SendAsync("delete from canned_answers where id = $1", id);

    private static CannedAnswer Read(Row row) => new()
    {
        Id = row.Int64(0), Name = row.Text(1), Body = row.Text(2), Version = row.Int64(3), CreatedAt = row.Instant(4),
            UpdatedAt = row.Instant(5),
    };
}
