using Lockstep.Tests.Imports;
using Lockstep.Tests.Modules.Identity.Audit;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Custom;

/// <summary>Definitions and values that the version before wrote, which knew of no histories and places of them.</summary>
[RunsOnEachStore]
public sealed class CustomUpgradeTests : IDisposable
{
    private const string Defined =
        "insert into custom_fields (kind, name, type, is_required, choices, version, created_at, updated_at{0}) values "
        + "('customer', '{1}', 'number', 0, '[]', 3, 0, 4102444800000{2})";

    private readonly TestFolder _before = new();

    [Fact]
    public async Task Definitions_get_a_history_at_the_first_start_so_that_a_check_of_the_audit_log_finds_no_fault()
    {
        await FillAsync(string.Format(null, Defined, "", "rank", ""));
        await using (var app = await TestApp.StartAsync(data: _before.Path))
        {
            var change = (await app.GetAsync("/api/customers/fields/rank/history")).Items.ShouldHaveSingleItem()!;
            ((long)change["version"]!, (string?)change["record"]!["type"]).ShouldBe((3, "number"));
            await app.HandedOverAsync("crm");
        }

        await ShouldBeInOrderAsync();
        await BehindTheBack.RunAsync(_before.Path, "crm", string.Format(null, Defined, "", "late", ""));
        await using (var app = await TestApp.StartAsync(data: _before.Path))
        {
            (await app.GetAsync("/api/customers/fields/rank/history")).Items.ShouldHaveSingleItem("a second start adds nothing");
            var late = (await app.GetAsync("/api/customers/fields/late/history")).Items.ShouldHaveSingleItem();
            ((long)late!["record"]!["id"]!).ShouldBe(2, "what an old process made beside gets its id");
            await app.HandedOverAsync("crm");
        }

        await ShouldBeInOrderAsync();
        await BehindTheBack.RunAsync(_before.Path, "crm", string.Format(null, Defined, ", id", "added", ", 3"));
        (await AuditApi.VerifyAsync(_before.Path)).Output.ShouldContain("customer-fields/3 in");
    }

    [Fact]
    public async Task Values_get_their_place_behind_each_start()
    {
        const string Customer = """
            insert into customers (id, name, name_key, status, search, custom, version, created_at, updated_at)
            values ({0}, 'C', 'c', 'active', 'c', '{{"rank":{0}}}', 1, 0, 0)
            """;
        const string Value = "insert into custom_values (kind, field, key, record_id) values ('customer', 'rank', x'0{0}', {0})";
        await FillAsync(
            string.Format(null, Defined, "", "rank", ""), string.Format(null, Customer, 1), Bytes(string.Format(null, Value, 1)));
        await using (var app = await TestApp.StartAsync(data: _before.Path))
        {
            await FoundAsync(app, 1);
        }

        await BehindTheBack.RunAsync(_before.Path, "crm", string.Format(null, Customer, 2), string.Format(null, Value, 2));
        await using (var app = await TestApp.StartAsync(data: _before.Path))
        {
            await FoundAsync(app, 2);
        }
    }

    public void Dispose() => _before.Dispose();

    private static string Bytes(string sql) => TestDatabases.IsPostgres ? sql.Replace("x'01'", "'\\x01'", StringComparison.Ordinal) : sql;

    private static Task FoundAsync(TestApp app, long id) => TestApp.EventuallyAsync(
        async () => (await app.GetAsync($"/api/customers?custom.rank.from={id}&sort=custom.rank")).Items.Count == 1,
        "the value has its place");

    private async Task ShouldBeInOrderAsync()
    {
        var (code, output, errors) = await AuditApi.VerifyAsync(_before.Path);
        code.ShouldBe(0, output + errors);
    }

    /// <summary>The database of Crm as the version before left it.</summary>
    private async Task FillAsync(params string[] statements)
    {
        var scripts = VersionBefore.Scripts("crm", TestDatabases.ScriptKind).Where(static script => script.Name is not "custom_order");
        var database = await TestDatabases.OpenAsync(_before.Path, "crm", [.. scripts]);
        using (database as IDisposable)
        {
            await database.WriteAsync(
                async transaction =>
                {
                    foreach (var statement in statements)
                    {
                        await transaction.ExecuteAsync(statement);
                    }

                    return true;
                },
                TestContext.Current.CancellationToken);
        }
    }
}
