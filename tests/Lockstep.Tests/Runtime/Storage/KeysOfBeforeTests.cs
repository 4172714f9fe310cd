using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Tests.Imports;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Runtime.Storage;

/// <summary>
/// Records whose keys the version before folded in its way are found by the keys of this one, and not made a second time.
/// </summary>
[RunsOnEachStore]
public sealed class KeysOfBeforeTests : IDisposable
{
    private static readonly string Hash = new PasswordHasher<string>().HashPassword("", TestApp.AdminPassword);

    private static readonly Dictionary<string, string> Rows = new(StringComparer.Ordinal)
    {
        ["crm"] =
            """
            insert into customers (external_id, source, name, name_key, email, email_key, status, search, version, created_at, updated_at) values
              ('C-1 ', 'ERP', 'Ada', 'ada', 'info@xn--bcher-kva.example', 'info@xn--bcher-kva.example', 'active', 'ada', 1, 0, 0),
              ('Ж-2', 'erp', 'Bob', 'bob', 'Ж@bücher.example', 'ж@bücher.example', 'active', 'bob', 1, 0, 0)
            """,
        ["inventory"] =
            """
            insert into products (sku, sku_key, external_id, name, name_key, price, currency, status, search, version, created_at, updated_at) values
              ('0017 ', '0017 ', 'E-1', 'Lamp', 'lamp', 10000, 'EUR', 'active', 'lamp', 1, 0, 0)
            """,
        ["identity"] =
            $"""
            insert into users (email, email_key, name, name_key, password_hash, roles, version, created_at, updated_at, search) values
              ('{TestApp.AdminEmail}', '{TestApp.AdminEmail}', 'Admin', 'admin', '{Hash}', 'admin', 1, 0, 0, ''),
              ('Ж@bücher.example', 'ж@bücher.example', 'Ada', 'ada', '', 'support', 1, 0, 0, ''),
              ('two@bücher.example', 'two@bücher.example', 'Bo', 'bo', '', 'support', 1, 0, 0, ''),
              ('two@xn--bcher-kva.example', 'two@xn--bcher-kva.example', 'Cid', 'cid', '', 'support', 1, 0, 0, '')
            """,
        ["orders"] =
            """
            insert into orders (kind, external_id, status, currency, total, placed_at, search, version, created_at, updated_at) values
              ('sale', 'WEB-1', 'COMPLETED', 'EUR', 0, 0, '', 1, 0, 0), ('sale', 'WEB-2', 'COMPLETED', 'EUR', 0, 0, '', 1, 0, 0)
            """,
    };

    private readonly TestFolder _before = new();
    private readonly LogLines _log = new();

    [Fact]
    public async Task They_are_found_in_any_spelling()
    {
        foreach (var (module, sql) in Rows)
        {
            await FillAsync(module, sql);
        }

        await using var app = await TestApp.StartAsync(builder => builder.Logging.AddProvider(_log), data: _before.Path);
        (await app.PostAsync("/api/customers", """{"name":"A","source":"erp","externalId":"c-1"}""")).Status.ShouldBe(409);
        (await app.PostAsync("/api/customers", """{"name":"B","source":"ERP","externalId":"ж-2"}""")).Status.ShouldBe(409);
        (await app.PostAsync("/api/customers", """{"name":"C","email":"info@bücher.example"}""")).Status.ShouldBe(409);
        (await app.PostAsync("/api/customers", """{"name":"D","email":"Ж@xn--bcher-kva.example"}""")).Status.ShouldBe(409);
        (await app.PostAsync("/api/products", """{"name":"Lamp","price":1,"sku":"0017"}""")).Status.ShouldBe(409);
        (await app.PostAsync("/api/products", """{"name":"Lamp","price":1,"source":"any","externalId":"e-1"}""")).Status.ShouldBe(409);
        await UsersAreOneEachAsync(app);
        var product = (await app.PostAsync("/api/products", """{"name":"Other","price":1,"stock":9}""")).Body!["id"]!;
        await ShouldAnswerAsync("WEB-1", "shop", 409);
        await ShouldAnswerAsync("WEB-1", "other", 201);
        await ShouldAnswerAsync("WEB-2", "other", 409);

        async Task ShouldAnswerAsync(string id, string source, int status) =>
            (
                await app.PostAsync(
                    "/api/orders", $$"""{"externalId":"{{id}}","source":"{{source}}","items":[{"productId":{{product}},"quantity":1}]}""")
            ).Status.ShouldBe(status);
    }

    /// <summary>A user is found in any spelling, and of two that the version before took for two each by its own.</summary>
    private async Task UsersAreOneEachAsync(TestApp app)
    {
        (await app.PostAsync("/api/users", """{"name":"Eve","email":"Ж@xn--bcher-kva.example"}""")).Status.ShouldBe(409);
        (await NamesAsync("ж@xn--bcher-kva.example")).ShouldBe(["Ada"]);
        _log.Lines.ShouldContain(static line => line.Contains("[4029]", StringComparison.Ordinal));
        foreach (var (email, name) in new[] { ("two@bücher.example", "Bo"), ("two@xn--bcher-kva.example", "Cid") })
        {
            var found = await app.Services.GetRequiredService<IdentityDatabase>().Store.ReadAsync(
                reader => UserTable.FindByEmailAsync(reader, email), TestContext.Current.CancellationToken);
            found!.Name.ShouldBe(name);
        }

        async Task<string[]> NamesAsync(string email) =>
        [
            .. (await app.GetAsync($"/api/users?email={Uri.EscapeDataString(email)}")).Items.Select(static user => (string)user!["name"]!),
        ];
    }

    public void Dispose() => _before.Dispose();

    private async Task FillAsync(string module, string sql)
    {
        var all = VersionBefore.Scripts(module, TestDatabases.ScriptKind);
        var own = all.Where(static script => script.Name is "stale_keys" or "outside_keys" or "sign_in_addresses")
            .ToDictionary(static script => script.Area, StringComparer.Ordinal);
        var database = await TestDatabases.OpenAsync(
            _before.Path, module, [.. all.Where(script => !own.TryGetValue(script.Area, out var first) || script.Number < first.Number)]);
        using (database as IDisposable)
        {
            await database.WriteAsync(
                async transaction =>
                {
                    await transaction.ExecuteAsync(sql);
                    return module is not "orders"
                        || await transaction.ExecuteAsync(
                            "insert into order_keys (source, external_id, order_id, import_id, met) values ('shop', 'WEB-1', 1, 1, $1)",
                            Array.Empty<byte>()) == 1;
                },
                CancellationToken.None);
        }
    }
}
