using System.Text;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.Audit;

/// <summary>A person is taken out of everything, and the audit log still proves what is left.</summary>
[RunsOnEachStore]
public sealed class ErasureTests : IDisposable
{
    private const string Secret = "Zuleika Unforgotten";
    private const string Flow =
        """
        name: needs-organisation
        from: { system: crm, kind: customer, on: [created, changed] }
        to: { system: inventory, kind: package }
        map: { customerId: id, customerName: organisation }
        set: { kind: parcel }
        """;

    private readonly TestFolder _flows = new();

    [Fact]
    public async Task An_erased_customer_is_nowhere_in_any_database_and_the_log_verifies()
    {
        File.WriteAllText(_flows.File("a.yaml"), Flow);
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        var customer = (long)(await app.PostAsync("/api/customers", $$"""{"name":"{{Secret}}"}""", ("Idempotency-Key", "k"))).Body!["id"]!;
        var product = (long)(await app.PostAsync("/api/products", """{"name":"Thing","price":1,"stock":9}""")).Body!["id"]!;
        var order = (long)(await app.PostAsync(
            "/api/orders", $$"""{"customerId":{{customer}},"items":[{"productId":{{product}},"quantity":1}]}""",
                ("Idempotency-Key", "k"))).Body!["id"]!;
        (await app.PostAsync("/api/packages", $$"""{"customerId":{{customer}},"kind":"parcel"}""")).Status.ShouldBe(201);
        await TestApp.EventuallyAsync(
            async () => (long)(await app.GetAsync("/api/sync/dead-letters")).Body!["total"]! == 1, "the delivery is a dead letter");
        (await app.PostAsync($"/api/orders/{order}/cancel", "{}")).Status.ShouldBe(200);
        await app.SoonAsync($"action=order:changed&target=orders/{order}");
        (await FoundAsync(app)).ShouldBe(
            [
                "crm.history_data", "crm.idempotency", "inventory.history_data", "inventory.packages", "orders.history_data",
                    "orders.orders",
                "orders.idempotency", "sync.deliveries",
            ],
            ignoreOrder: true);

        (await app.PostAsync($"/api/customers/{customer}/erase", "")).Status.ShouldBe(409, "a package is under way");
        await app.Admin.SendAsync(HttpMethod.Patch, "/api/packages/1", """{"status":"Cancelled"}""");
        var erased = await app.PostAsync($"/api/customers/{customer}/erase", "");
        erased.Status.ShouldBe(200, erased.Body?.ToJsonString());
        ((long)erased.Body!["versions"]!,
            erased.Body["records"]!.ToJsonString()).ShouldBe(
            (1, """{"deliveries":1,"files":0,"firstMatches":0,"incomingHooks":0,"links":0,"merges":0,"notes":0,"orders":1,"packages":1,"tickets":0,"verdicts":0}"""));
        (await FoundAsync(app)).ShouldBeEmpty();
        (await app.GetAsync($"/api/customers/{customer}")).Status.ShouldBe(404);
        ((string?)(await app.GetAsync($"/api/orders/{order}")).Body!["customerName"]).ShouldBe("(erased)");
        (await app.AuditAsync($"action=record:erased&target=customers/{customer}")).ShouldHaveSingleItem();
        (await app.PostAsync($"/api/customers/{customer}/erase", "")).Status.ShouldBe(200, "once more");
        (await app.PostAsync("/api/customers/999/erase", "")).Status.ShouldBe(404);
        await VerifiesAsync(app);
        await NothingIsLeftToBringAsync(app);
    }

    [Fact]
    public async Task What_an_import_told_of_a_row_with_the_address_of_somebody_who_is_erased_goes_too()
    {
        const string email = "Zuleika@unforgotten.example";
        await using var app = await TestApp.StartAsync();
        var customer = (long)(await app.PostAsync(
            "/api/customers", $$"""{"name":"Z","source":"erp","externalId":"z-1","email":"{{email}}"}""")).Body!["id"]!;
        using var rows = new StringContent(
            $"externalId,name,email\nz-1,Z,{email}\nz-2,Other,zuleika@UNFORGOTTEN.example\n", Encoding.UTF8, "text/csv");
        var import = await app.Admin.SendContentAsync(HttpMethod.Post, "/api/customers/import?source=erp", rows);
        ((int)import.Body!["refused"]!).ShouldBe(1, import.Body.ToJsonString());
        var verdicts = $"/api/customers/imports/{import.Body["id"]}/verdicts";
        (await app.Admin.GetStringAsync(verdicts, TestContext.Current.CancellationToken)).ShouldContain("zuleika");

        (await app.DeleteCustomerAsync(customer)).Status.ShouldBe(204);
        var erased = await app.PostAsync($"/api/customers/{customer}/erase", "");
        ((int)erased.Body!["records"]!["verdicts"]!).ShouldBe(1, erased.Body.ToJsonString());
        (await app.Admin.GetStringAsync(verdicts, TestContext.Current.CancellationToken)).ShouldSatisfyAllConditions(
            text => text.ShouldNotContain("zuleika"), text => text.ShouldContain("2,refused,,(erased),3"));
        await VerifiesAsync(app);
    }

    [Fact]
    public async Task Flows_of_deletes_tell_their_targets_of_somebody_who_was_erased()
    {
        File.WriteAllText(_flows.File("gone.yaml"), """
            name: gone
            from: { system: crm, kind: customer, on: [deleted] }
            to: { system: inventory, kind: product }
            set: { name: Farewell card, price: 1 }
            """);
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        var customer = await app.AddCustomerAsync($$"""{"name":"{{Secret}}"}""");
        (await app.PostAsync($"/api/customers/{customer}/erase", "")).Status.ShouldBe(200);
        await TestApp.EventuallyAsync(
            async () => (long)(await app.GetAsync("/api/sync/deliveries?state=delivered")).Body!["total"]! == 1, "the target heard of it");
    }

    [Fact]
    public async Task An_erased_user_is_nowhere_in_any_database_and_the_log_verifies()
    {
        await using var app = await TestApp.StartAsync();
        var made = await app.PostAsync("/api/users",
            $$"""{"name":"{{Secret}}","email":"{{Secret.Replace(' ', '.')}}@example.com","roles":["sales"]}""");
        var user = (long)made.Body!["id"]!;
        await app.SoonAsync($"action=user:created&target=users/{user}");
        (await FoundAsync(app)).Contains("identity.history_data", StringComparer.Ordinal).ShouldBeTrue();
        (await app.PostAsync($"/api/users/{user}/erase", "")).Status.ShouldBe(200);
        (await FoundAsync(app)).ShouldBeEmpty();
        (await app.AuditAsync($"action=record:erased&target=users/{user}")).ShouldHaveSingleItem();
        await VerifiesAsync(app);
        (await app.PostAsync("/api/users/1/erase", "")).Status.ShouldBe(409, "the last admin stays");
    }

    public void Dispose() => _flows.Dispose();

    private static async Task NothingIsLeftToBringAsync(TestApp app)
    {
        (await app.PostAsync("/api/sync/dead-letters/replay", """{"all":true}""")).Status.ShouldBe(200);
        await TestApp.EventuallyAsync(
            async () => (long)(await app.GetAsync("/api/sync/deliveries?state=skipped")).Body!["total"]! == 1,
                "the dead letter is skipped");
    }

    private static async Task VerifiesAsync(TestApp app)
    {
        await TestApp.EventuallyAsync(
            async () => (await AuditApi.VerifyAsync(app.Data)) is (0, var said, _)
                && !said.Contains("not sealed", StringComparison.Ordinal),
            "all in order");
    }

    /// <summary>
    /// The tables in which the name is still to be found; names of people in the table of customers and users themselves apart.
    /// </summary>
    private static async Task<List<string>> FoundAsync(TestApp app)
    {
        var found = new List<string>();
        foreach (var (module, table, column) in new[]
        {
            ("crm", "history_data", "data"), ("crm", "idempotency", "body"), ("inventory", "history_data", "data"),
                ("inventory", "packages", "customer_name"),
            ("orders", "history_data", "data"), ("orders", "orders", "customer_name"), ("orders", "idempotency", "body"),
                ("orders", "webhooks", "answer"),
            ("sync", "deliveries", "payload"), ("sync", "deliveries", "message"), ("sync", "attempts", "message"),
                ("identity", "history_data", "data"),
            ("identity", "idempotency", "body"), ("identity", "audit_personal", "data"),
        })
        {
            var store = app.Services.GetRequiredKeyedService<IStore>(module);
            var count = await store.ReadAsync(reader => reader.FirstAsync(
                $"select count(*) from {table} where {column} like $1 or {column} like $2", static row => row.Int64(0),
                $"%{Secret}%", $"%{Secret.Replace(' ', '.')}%"));
            if (count > 0 && !found.Contains($"{module}.{table}", StringComparer.Ordinal))
            {
                found.Add($"{module}.{table}");
            }
        }

        return found;
    }
}
