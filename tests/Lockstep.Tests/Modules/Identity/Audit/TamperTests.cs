using System.Globalization;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity.Audit;

/// <summary>What somebody who can write to the databases, but does not have the master key, can't do unnoticed.</summary>
[RunsOnEachStore]
public sealed class TamperTests(StoppedFolder stopped) : IClassFixture<StoppedFolder>
{
    private const int Runs = 150;
    private const string Added =
        "insert into history select kind, record_id, 999, 'deleted', at, actor, fields, digest from history "
            + "where kind = 'customer' and record_id = 2 and version = 2";

    private static readonly (string Table, string Key, string[] Columns)[] Tables =
    [
        ("audit", "number", ["number", "at", "actor", "action", "target", "refused", "times", "source", "version", "event_id", "digest"]),
        ("audit_seals", "last", ["last", "first", "hash", "at", "tag"]),
        ("audit_head", "id", ["last", "tag"]),
        ("audit_key", "id", ["sealed_key"]),
        ("audit_personal", "number", ["number", "salt", "data"]),
    ];

    [Fact]
    public async Task A_changed_value_in_any_column_of_any_row_is_found()
    {
        var changes = 0;
        foreach (var (table, key, columns) in Tables)
        {
            foreach (var row in await KeysAsync(table, key))
            {
                foreach (var column in columns)
                {
                    changes++;
                    await FoundAsync([$"update {table} set {column} = {Changed(column)} where {key} = {row}"]);
                }
            }
        }

        changes.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_changed_byte_anywhere_in_a_text_or_a_hash_is_found()
    {
        var cells = new List<(string Table, string Key, long Row, string Column, string Hex)>();
        foreach (var (table, key, columns) in Tables)
        {
            foreach (var column in columns)
            {
                cells.AddRange((await stopped.ReadAsync(
                    $"select {key}, hex({column}) from {table} where typeof({column}) in ('text', 'blob') and length(hex({column})) > 0",
                    row => (table, key, row.Int64(0), column, row.Text(1)))));
            }
        }

        var change =
            from cell in Gen.Elements<(string Table, string Key, long Row, string Column, string Hex)>(cells)
            from place in Gen.Choose(0, (cell.Hex.Length / 2) - 1)
            from bits in Gen.Choose(1, 255)
            select (cell, place, bits);
        Prop.ForAll(Arb.From(change), one => Task.Run(() => FlipAsync(one.cell, one.place, one.bits)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
    }

    [Fact]
    public async Task A_row_that_was_taken_away_is_found()
    {
        foreach (var (table, key, _) in Tables.Where(table => table.Table is not "audit_personal"))
        {
            foreach (var row in await KeysAsync(table, key))
            {
                await FoundAsync([$"delete from {table} where {key} = {row}"]);
            }
        }
    }

    [Fact]
    public async Task Two_entries_that_changed_places_are_found()
    {
        for (var number = 1; number < stopped.Entries; number++)
        {
            await FoundAsync(
            [
                $"update audit set number = -1 where number = {number}",
                $"update audit set number = {number} where number = {number + 1}",
                $"update audit set number = {number + 1} where number = -1",
            ]);
        }
    }

    [Fact]
    public async Task An_entry_that_was_added_before_others_is_found()
    {
        for (var number = 1; number <= stopped.Entries; number++)
        {
            await FoundAsync(
            [
                $"update audit set number = number + 1000 where number >= {number}",
                "insert into audit (number, at, actor, action, target, refused, times, digest) "
                    + $"values ({number}, 0, 'user:1', 'thing:done', '', 0, 1, x'')",
                $"update audit set number = number - 999 where number > 1000",
            ]);
        }

        await FoundAsync(["insert into audit (number, at, actor, action, target, refused, times, digest) "
            + "values (0, 0, 'user:1', 'thing:done', '', 0, 1, x'')"]);
        await FoundAsync([$"insert into audit_personal (number, salt, data) values ({stopped.Entries + 1}, x'00', '')"]);
    }

    [Fact]
    public async Task Entries_that_were_cut_off_with_their_seals_are_found()
    {
        var seals = await KeysAsync("audit_seals", "last");
        foreach (var last in seals.Prepend(0).SkipLast(1))
        {
            var cut = new[]
            {
                $"delete from audit where number > {last}", $"delete from audit_personal where number > {last}",
                $"delete from audit_seals where last > {last}",
            };
            await FoundAsync(cut);
            await FoundAsync([.. cut, $"update audit_head set last = {last}"]);
        }
    }

    [Theory]
    [InlineData("delete from audit_seals; delete from audit_head")]
    [InlineData("delete from audit_seals; delete from audit_head; delete from audit_key")]
    [InlineData("delete from audit_seals; update audit_head set last = 0")]
    [InlineData("delete from audit_seals; update audit_head set last = 0, tag = zeroblob(32)")]
    public async Task A_rewritten_log_without_its_seals_is_found(string seals) => await FoundAsync(
        ["update audit set actor = 'user:9' where number = 1", "delete from audit_personal where number = 1", .. seals.Split("; ")]);

    [Fact]
    public async Task A_log_that_was_made_anew_or_put_back_is_found_with_an_anchor()
    {
        var (code, said) = await stopped.AfterAsync(
            [
                "delete from audit", "delete from audit_personal", "delete from audit_seals", "delete from audit_head",
                "delete from audit_key",
            ],
            stopped.Earlier.Anchor);
        code.ShouldBe(1, said);
        (await stopped.WithAsync(stopped.Earlier.Database)).Said.ShouldContain(
            "no entry tells of it", customMessage: "the histories went on");
        (code, said) = await stopped.WithAsync(stopped.Earlier.Database, stopped.Earlier.Anchor);
        code.ShouldBe(1, said);
        said.ShouldContain("before entry");
        (await stopped.AfterAsync([], $"1:{new string('0', 64)}")).Said.ShouldContain("the entries up to 1 are not the ones of the anchor");
        (await stopped.AfterAsync([], stopped.Earlier.Anchor)).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("update history set actor = 'user:2' where record_id = 2 and version = 1")]
    [InlineData("update history set digest = zeroblob(32) where record_id = 2 and version = 1")]
    [InlineData("update history set at = at + 1 where record_id = 2 and version = 2")]
    [InlineData("update history set change = 'changed' where record_id = 2 and version = 2")]
    [InlineData("delete from history where record_id = 1 and version = 1")]
    [InlineData("update history_data set data = replace(data, 'Ada', 'Eve') where record_id = 2 and version = 1")]
    [InlineData("update history_data set salt = zeroblob(16) where record_id = 2 and version = 1")]
    public async Task A_history_that_is_not_the_one_that_was_entered_is_found(string sql)
    {
        var (code, said) = await stopped.AfterAsync([sql], database: "crm");
        code.ShouldBe(1, said);
        said.ShouldContain("the history of version");
    }

    [Theory]
    [InlineData("crm", Added)]
    [InlineData(
        "identity",
        "insert into history select 'user', 1, 999, 'changed', at, actor, fields, digest from history "
            + "where kind = 'user' and record_id = 1 limit 1")]
    [InlineData(
        "crm", Added,
        "insert into outbox select 1000, x'01', type, kind, record_id, 999, at, null from outbox "
            + "where kind = 'customer' and record_id = 2 limit 1",
        "update relay set position = 1000")]
    public async Task A_history_row_that_was_added_is_found(string database, params string[] statements)
    {
        var (code, said) = await stopped.AfterAsync(statements, database: database);
        code.ShouldBe(1, said);
        said.ShouldContain("the history of version 999 of ");
    }

    [Fact]
    public async Task A_change_that_still_waits_in_the_outbox_is_no_fault()
    {
        var (code, said) = await stopped.AfterAsync(
            [Added, "insert into outbox select 1000, x'01', type, kind, record_id, 999, at, null from "
                + "outbox where kind = 'customer' and record_id = 2 limit 1"],
            database: "crm");
        code.ShouldBe(0, said);
    }

    [Fact]
    public async Task A_history_that_is_older_than_the_log_is_no_fault()
    {
        var (code, said) = await stopped.AfterAsync([Added, "update history set at = 1 where version = 999"], database: "crm");
        code.ShouldBe(0, said);
    }

    [Theory]
    [InlineData("identity", "delete from audit_personal", "what stood beside entry")]
    [InlineData("crm", "delete from history_data", "the data in the history of version 1 of customers/1")]
    [InlineData("identity", "delete from history_data", "the data in the history of version 1 of users/1")]
    public async Task What_is_gone_without_an_entry_that_it_was_erased_is_found(string database, string sql, string fault)
    {
        var (code, said) = await stopped.AfterAsync([sql], database: database);
        (code, said).ShouldBe((1, said));
        said.ShouldContain(fault);
    }

    [Theory]
    [InlineData(
        "inventory", "update packages set customer_name = 'Mallory' where id = 1",
        "was changed: its customerName is not what its newest history says")]
    [InlineData("inventory", "update packages set version = 77 where id = 1", "is at version 77, its history at")]
    [InlineData("inventory", "delete from packages where id = 1", "is gone, and no history says that it was deleted")]
    [InlineData("inventory", """update packages set custom = '{"colour":"red"}' where id = 1""", "its custom is not what")]
    [InlineData("identity", "update users set roles = 'admin,sales' where id = 1", "its roles is not what its newest history says")]
    [InlineData("identity", "update users set customer_id = 7 where id = 1", "its customerId is not what its newest history says")]
    [InlineData("identity", "update clients set roles = 'admin' where client_id = 'poller'", "its roles is not what")]
    [InlineData("identity", "update clients set scopes = 'customers:read' where client_id = 'poller'", "its scopes is not what")]
    [InlineData("identity", "update clients set dialect = 'erp' where client_id = 'poller'", "its dialect is not what")]
    public async Task A_record_that_is_not_what_its_newest_history_says_is_found(string database, string sql, string fault)
    {
        var (code, said) = await stopped.AfterAsync([sql], database: database);
        (code, said).ShouldBe((1, said));
        said.ShouldContain(fault);
    }

    private async Task FlipAsync((string Table, string Key, long Row, string Column, string Hex) cell, int place, int bits)
    {
        var bytes = Convert.FromHexString(cell.Hex);
        bytes[place] ^= (byte)bits;
        var type = cell.Column is "actor" or "action" or "target" or "source" or "data" ? "text" : "blob";
        if (TestDatabases.IsPostgres && type is "text" && (bytes.Contains((byte)0) || !Utf8.IsValid(bytes)))
        {
            // No text that PostgreSQL lets anybody store.
            return;
        }

        await FoundAsync([
            $"update {cell.Table} set {cell.Column} = cast(x'{Convert.ToHexString(bytes)}' as {type}) where {cell.Key} = {cell.Row}",
        ]);
    }

    /// <summary>1, or 2 for a key that does not open any more; never 0, and never an exception.</summary>
    private async Task FoundAsync(string[] statements)
    {
        var (code, said) = await stopped.AfterAsync(statements);
        var isKey = statements.Any(statement => statement.Contains("set sealed_key", StringComparison.Ordinal));
        code.ShouldBe(isKey ? 2 : 1, $"{string.Join("; ", statements)}: {said}");
        said.TrimEnd().ShouldNotContain("\n", customMessage: "one line");
    }

    private Task<IReadOnlyList<long>> KeysAsync(string table, string key) =>
        stopped.ReadAsync($"select {key} from {table} order by {key}", static row => row.Int64(0));

    private static string Changed(string column) => column switch
    {
        "number" or "last" => $"{column} + 1000",
        "refused" => "1 - refused",
        "at" or "times" or "first" => $"{column} + 1",
        "version" => "coalesce(version, 0) + 1",
        "event_id" or "digest" => string.Create(CultureInfo.InvariantCulture, $"cast(coalesce({column}, x'') || x'00' as blob)"),
        "source" => "coalesce(source, '') || 'm'",
        "actor" or "action" or "target" or "data" => $"{column} || ' '",
        _ => $"cast({column} || x'00' as blob)",
    };
}
