using System.Collections.Concurrent;
using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.PowerCut;

/// <summary>A site under load whose disk is taped, and what clients were told meanwhile.</summary>
internal sealed class PowerCutSite : IDisposable
{
    private const int Clients = 4;
    private const string Welcome =
        """
        name: welcome-package
        from: { system: crm, kind: customer, on: [created] }
        to: { system: inventory, kind: package }
        map: { customerId: id, customerName: name }
        set: { kind: welcome }
        """;

    /// <summary>One product for each customer, with its newest name: a target that is written more than once.</summary>
    private const string Vouchers =
        """
        name: vouchers
        from: { system: crm, kind: customer, on: [created, changed] }
        to: { system: inventory, kind: product }
        map: { externalId: id, name: name }
        set: { source: crm, price: "25", currency: EUR }
        """;

    private readonly TestFolder _flows = new();
    private readonly ConcurrentQueue<Told> _told = new();

    private PowerCutSite(DiskTape tape) => Tape = tape;

    public DiskTape Tape { get; }

    /// <summary>What was told to clients up to an instant.</summary>
    public IEnumerable<Told> ToldBy(int instant) => _told.Where(one => one.At <= instant);

    /// <summary>Puts a site under load, and tapes its disk.</summary>
    /// <param name="customers">How many each client makes.</param>
    /// <param name="checkpointPages">How large the log grows.</param>
    /// <param name="lies">Whether the disk says that it synced, and did not.</param>
    public static async Task<PowerCutSite> RunAsync(int customers, int checkpointPages, bool lies = false)
    {
        var data = new TestFolder();
        await using (await TestApp.StartAsync(data: data.Path))
        {
        }

        var site = new PowerCutSite(new DiskTape(data.Path) { Lies = lies });
        await site.LoadAsync(data.Path, customers, checkpointPages);
        data.Dispose();
        return site;
    }

    /// <summary>What is wrong with the site as a power cut left it, before anybody starts on it.</summary>
    public IReadOnlyList<string> Faults(int instant, DiskState state, IReadOnlyDictionary<string, int> kept)
    {
        using var folder = new TestFolder();
        state.WriteTo(folder.Path, kept);
        using var remains = new Remains(folder.Path);
        return [.. remains.Faults(ToldBy(instant))];
    }

    /// <summary>Starts on what a power cut left, lets it settle, and looks at everything through the front door.</summary>
    public async Task RestartAsync(int instant, DiskState state, IReadOnlyDictionary<string, int> kept)
    {
        using var folder = new TestFolder();
        state.WriteTo(folder.Path, kept);
        await using (var app = await TestApp.StartAsync(Adjust, folder.Path))
        {
            await SettledAsync(app);
            await BalanceAsync(app, instant);
        }

        await using var said = new StringWriter();
        (await AuditCommand.RunAsync(new AuditSettings(folder.Path, null, static _ => null), Program.Factory.Modules, said, said,
            CancellationToken.None))
            .ShouldBe(0, said.ToString());
    }

    public void Dispose()
    {
        Tape.Dispose();
        _flows.Dispose();
    }

    private void Adjust(WebApplicationBuilder builder)
    {
        File.WriteAllText(_flows.File("welcome-package.yaml"), Welcome);
        File.WriteAllText(_flows.File("vouchers.yaml"), Vouchers);
        builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path;
        builder.Configuration["Audit:SealInterval"] = "00:00:00.020";
        builder.Configuration["Relay:MarkDelay"] = "00:00:00.010";
        builder.Configuration["Sqlite:BookmarkDelay"] = "00:00:00.005";
    }

    private async Task LoadAsync(string data, int customers, int checkpointPages)
    {
        await using var app = await TestApp.StartAsync(
            builder =>
            {
                Adjust(builder);
                builder.Configuration["Sqlite:CheckpointPages"] = FormattableString.Invariant($"{checkpointPages}");
                builder.Services.AddSingleton<FileFlush>(Tape.Flush);
            },
            data);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => WorkAsync(app, client, customers))));
        await SettledAsync(app);
        var crm = app.Services.GetRequiredKeyedService<IStore>("crm");
        await TestApp.EventuallyAsync(
            async () => await crm.ReadAsync(reader => reader.FirstAsync(
                "select count(*) from outbox where position > (select position from relay where name = 'transport')",
                static row => row.Int64(0))) == 0,
            "all is marked");
        Tape.End();
    }

    private async Task WorkAsync(TestApp app, int client, int customers)
    {
        for (var number = 0; number < customers; number++)
        {
            var name = $"customer {client}.{number}";
            var id = await app.AddCustomerAsync($$"""{ "name": "{{name}}" }""");
            _told.Enqueue(new Told(Tape.Now, id, 1, name));
            var changed = await app.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", $$"""{ "name": "{{name}}, changed" }""");
            changed.Status.ShouldBe(200, changed.Body?.ToJsonString());
            _told.Enqueue(new Told(Tape.Now, id, 2, $"{name}, changed"));
        }
    }

    private static Task SettledAsync(TestApp app) => TestApp.EventuallyAsync(
        async () => await TotalAsync(app, "/api/packages") >= await TotalAsync(app, "/api/customers")
            && await TotalAsync(app, "/api/products") >= await TotalAsync(app, "/api/customers")
            && await IsHandedOverAsync(app)
            && await TotalAsync(app, "/api/sync/deliveries?state=pending") == 0
            && await TotalAsync(app, "/api/sync/deliveries?state=blocked") == 0,
        "everything is delivered");

    /// <summary>Whether each version of each customer is a delivery of the flow that wants all of them.</summary>
    private static async Task<bool> IsHandedOverAsync(TestApp app)
    {
        var versions = (await ItemsAsync(app, "/api/customers")).Sum(customer => customer.Version);
        return await TotalAsync(app, "/api/sync/deliveries?flow=vouchers") == versions;
    }

    private async Task BalanceAsync(TestApp app, int instant)
    {
        var customers = (await ItemsAsync(app, "/api/customers")).ToDictionary(customer => customer.Id);
        foreach (var told in ToldBy(instant))
        {
            customers.ShouldContainKey(told.Customer, $"{told.Name} was answered");
            customers[told.Customer].Version.ShouldBeGreaterThanOrEqualTo(told.Version, $"{told.Name} was answered");
        }

        (await app.GetAsync("/api/packages?size=200")).Items.Select(package => (long)package!["customerId"]!).Order()
            .ShouldBe(customers.Keys.Order(), "each customer has one package");
        (await app.GetAsync("/api/products?size=200")).Items.Select(product => $"{product!["externalId"]} {product["name"]}").ShouldBe(
            customers.Values.Select(customer => $"{customer.Id} {customer.Name}"), StringComparer.Ordinal, ignoreOrder: true,
            "each has its newest voucher");
        (await TotalAsync(app, "/api/sync/dead-letters")).ShouldBe(0, "dead letters");
    }

    private static async Task<IReadOnlyList<(long Id, long Version, string Name)>> ItemsAsync(TestApp app, string path) =>
    [
        .. from item in (await app.GetAsync($"{path}?size=200")).Items
           select ((long)item["id"]!, (long)item["version"]!, (string)item["name"]!),
    ];

    private static async Task<long> TotalAsync(TestApp app, string path) => (await app.GetAsync(path)).Body!["total"]!.GetValue<long>();
}
