using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Imports;

/// <summary>The move of the imports to the tables that all resources share, wherever it ends.</summary>
[RunsOnEachStore]
public sealed class MoveOfImportsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Modules => [.. VersionBefore.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task A_move_that_ends_behind_any_of_its_statements_leaves_all_as_it_was_and_is_done_once_by_the_next_start(string module)
    {
        await VersionBefore.MakeAsync(TestDatabases.ScriptKind, OpenAsync);
        var scripts = VersionBefore.Scripts(module, TestDatabases.ScriptKind);
        var before = await LookAsync(module, [.. scripts.Where(VersionBefore.Has)], OldRows(module));
        foreach (var cut in scripts.Where(script => !VersionBefore.Has(script)).SelectMany(CutAnywhere))
        {
            var until = scripts.TakeWhile(script => (script.Area, script.Number) != (cut.Area, cut.Number));
            await Should.ThrowAsync<StartupException>(() => OpenAsync(module, [.. until, cut]));
            (await LookAsync(module, [.. scripts.Where(VersionBefore.Has)], OldRows(module))).ShouldBe(before);
        }

        var moved = await LookAsync(module, scripts, NewRows);
        (await LookAsync(module, scripts, NewRows)).ShouldBe(moved);
        moved.Count.ShouldBe(before.Count);
        (await LookAsync(module, scripts, "select name from leases where name like '%import:%' order by name")).ShouldBe(module switch
        {
            "inventory" => ["import:2", "import:4"],
            "crm" or "orders" => ["import:2"],
            _ => [],
        });
        foreach (var table in new[] { "imports", "import_rows", "stock_imports", "stock_import_rows" })
        {
            (await Should.ThrowAsync<StoreException>(() => LookAsync(module, scripts, $"select * from {table}"))).Message.ShouldContain(
                table);
        }
    }

    [Fact]
    public async Task A_number_that_was_given_before_is_not_given_again_though_its_run_is_gone()
    {
        await VersionBefore.MakeAsync(TestDatabases.ScriptKind, OpenAsync);
        await ChangeAsync("inventory", version: false, "delete from imports where id = 2", "delete from stock_imports where id = 2");
        await ChangeAsync(
            "inventory", version: true,
            "insert into import_runs (resource, actor, ignored, started_at, updated_at) values ('stock', 'user:1', '[]', 1, 1)");
        (await LookAsync(
            "inventory", VersionBefore.Scripts("inventory", TestDatabases.ScriptKind),
            "select resource || ' ' || id || ' ' || coalesce(former_id, id) from import_runs order by id"))
            .ShouldBe(["products 1 1", "stock 3 1", "stock 5 5"]);
    }

    public void Dispose() => _folder.Dispose();

    private const string NewRows =
        """
        select r.resource || ' ' || coalesce(r.former_id, r.id) || ' ' || r.run || ' ' || v.row || ' ' || v.outcome
        from import_runs r join import_verdicts v on v.import_id = r.id order by 1
        """;

    private static string OldRows(string module) => module is "identity" or "sync"
        ? "select name from schema_scripts where 1 = 0"
        : string.Join(" union all ", (module is "inventory" ? new[] { "", "stock_" } : [""])
            .Select(prefix => $"select '{prefix}' || r.id || ' ' || r.run || ' ' || v.row from {prefix}imports "
                + $"r join {prefix}import_rows v on v.import_id = r.id"))
            + " order by 1";

    /// <summary>The script ends with its first statement, its second and so on, as if the process had died there.</summary>
    private static IEnumerable<SchemaScript> CutAnywhere(SchemaScript script)
    {
        var statements = script.Sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries);
        return Enumerable
            .Range(0, statements.Length)
            .Select(count =>
                script with { Sql = string.Concat(statements.Take(count + 1).Select(static sql => sql + ";\n")) + "the process dies;" }
            );
    }

    private Task<IStore> OpenAsync(string module, IReadOnlyList<SchemaScript> scripts) =>
        TestDatabases.OpenAsync(_folder.Path, module, scripts);

    private async Task ChangeAsync(string module, bool version, params string[] statements)
    {
        var scripts = VersionBefore.Scripts(module, TestDatabases.ScriptKind).Where(script => version || VersionBefore.Has(script));
        var store = await OpenAsync(module, [.. scripts]);
        using (store as IDisposable)
        {
            await store.WriteAsync(async transaction =>
            {
                foreach (var statement in statements)
                {
                    await transaction.ExecuteAsync(statement);
                }

                return true;
            }, CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<string>> LookAsync(string module, IReadOnlyList<SchemaScript> scripts, string sql)
    {
        var store = await OpenAsync(module, scripts);
        using (store as IDisposable)
        {
            return await store.ReadAsync(reader => reader.QueryAsync(sql, static row => row.Text(0)), CancellationToken.None);
        }
    }
}
