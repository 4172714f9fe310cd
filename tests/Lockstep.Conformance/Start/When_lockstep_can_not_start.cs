using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Conformance.Start;

public sealed class When_lockstep_can_not_start
{
    [Fact]
    public async Task A_data_folder_that_another_one_holds_is_left_alone()
    {
        await using var site = new Site(StoreKind.Sqlite);
        await using var holder = ServerProcess.Start(site);
        using var api = await holder.ReadyAsync();

        await FailsAsync(site, "Another lockstep process works on the data folder", "LOCKSTEP_DATA");
        await api.CreateAsync("the holder works on");
    }

    [Fact]
    public async Task A_database_that_another_process_has_locked_is_left_alone()
    {
        await using var site = new Site(StoreKind.Sqlite);
        await using var elsewhere = new Site(StoreKind.Sqlite);
        await using var host = await LocalHost.StartAsync(elsewhere, Flow.WelcomePackage());
        await host.Api.CreateAsync("customer");
        File.CreateSymbolicLink(site.File("crm.db"), elsewhere.File("crm.db"));
        using var release = new ManualResetEventSlim();
        var locked = new TaskCompletionSource<bool>();
        var store = host.Services.GetRequiredKeyedService<IStore>("crm");
        var holding = store.WriteAsync(
            transaction =>
            {
                locked.TrySetResult(true);
                release.Wait(CancellationToken.None);
                return transaction.ExecuteAsync("delete from counters where name = 'nothing'");
            },
            TestContext.Current.CancellationToken);
        await Eventually.EndsAsync(locked.Task, "the database is not locked");

        try
        {
            await FailsAsync(
                site, "crm.db is locked by another process; stop that process", settings: ("LOCKSTEP_Sqlite__BusyTimeout", "00:00:00.300"));
        }
        finally
        {
            release.Set();
        }

        await holding;
        (await host.Api.CountAsync("/api/customers")).ShouldBe(1);
    }

    [Theory]
    [InlineData(
        "insert into schema_scripts (area, number, name, checksum, applied_at) values ('crm', 99, 'future', 'x', 0)",
        "start the newer Lockstep")]
    [InlineData(
        "update schema_scripts set checksum = 'x' || checksum where area = 'crm' and number = 1", "use the Lockstep version that made it")]
    public async Task A_schema_that_is_not_its_own_is_left_alone(string change, string remedy)
    {
        await using var site = new Site(StoreKind.Sqlite);
        await ChangeAsync(site, change);
        await FailsAsync(site, "crm: ", remedy);
        (await CustomersAsync(site)).ShouldBe(1, "nothing is damaged");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_as_it_is()
    {
        await using var site = new Site(StoreKind.Sqlite);
        await PrepareAsync(site, _ => Task.CompletedTask);
        var text = string.Concat(Enumerable.Repeat("This is no database. ", 500));
        File.Move(site.File("crm.db"), site.File("kept.db"));
        await File.WriteAllTextAsync(site.File("crm.db"), text, TestContext.Current.CancellationToken);

        await FailsAsync(site, "crm.db is not a database or is damaged", "restore a backup");
        (await File.ReadAllTextAsync(site.File("crm.db"), TestContext.Current.CancellationToken)).ShouldBe(text);
        File.Move(site.File("kept.db"), site.File("crm.db"), overwrite: true);
        (await CustomersAsync(site)).ShouldBe(1);
    }

    [Fact]
    public async Task A_data_folder_that_can_not_be_written_is_named()
    {
        await using var site = new Site(StoreKind.Sqlite);
        await File.WriteAllTextAsync(site.File("file"), "", TestContext.Current.CancellationToken);
        await FailsAsync(site, "data folder", "LOCKSTEP_DATA", ("LOCKSTEP_DATA", site.File("file/data")));
        await FailsAsync(site, "data folder", "LOCKSTEP_DATA", ("LOCKSTEP_DATA", "/proc/lockstep"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var site = new Site(StoreKind.Sqlite);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await FailsAsync(site, port, "LOCKSTEP_HTTP", ("LOCKSTEP_HTTP", port));
        await StartsAsync(site);
    }

    [Fact]
    public async Task What_keeps_it_from_starting_is_told_before_anything_is_made()
    {
        await using var site = new Site(StoreKind.Sqlite);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var folder = site.File("data");
        await FailsAsync(site, port, "LOCKSTEP_HTTPS", ("LOCKSTEP_DATA", folder), ("LOCKSTEP_HTTPS", port));
        await FailsAsync(site, "192.0.2.1 is no address of this machine", "LOCKSTEP_BIND", ("LOCKSTEP_DATA", folder),
            ("LOCKSTEP_BIND", "192.0.2.1"), ("LOCKSTEP_HTTPS", "48443"));
        await FailsAsync(site, "/no/such/folder", "LOCKSTEP_FLOWS", ("LOCKSTEP_DATA", folder), ("LOCKSTEP_FLOWS", "/no/such/folder"));
        await FailsAsync(site, "LOCKSTEP_ADMIN_PASSWORD", settings: [("LOCKSTEP_DATA", folder), ("LOCKSTEP_ADMIN_PASSWORD", "short")]);
        await FailsAsync(site, "/no/such/key.pem", "LOCKSTEP_TLS_KEY", ("LOCKSTEP_DATA", folder),
            ("LOCKSTEP_TLS_CERT", "/no/such/cert.pem"), ("LOCKSTEP_TLS_KEY", "/no/such/key.pem"));
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{ \"Sqlite\": { \"GroupMax\": 5, }")]
    [InlineData("[1]")]
    [InlineData("GroupMax=5")]
    public async Task Settings_that_are_no_JSON_are_named_with_the_place(string text)
    {
        await using var site = new Site(StoreKind.Sqlite);
        await File.WriteAllTextAsync(site.File("lockstep.json"), text, TestContext.Current.CancellationToken);
        await FailsAsync(site, site.File("lockstep.json"), "Correct the file");
        Directory.GetFiles(site.Path).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("LOCKSTEP_Sqlite__GroupMax", "0", "GroupMax")]
    [InlineData("LOCKSTEP_Dispatch__MemoryMax", "many", "MemoryMax")]
    [InlineData("LOCKSTEP_Outbound__Allow", "10.0.0.0/8,10.1/16", "10.1/16")]
    [InlineData("LOCKSTEP_HTTP", "http", "LOCKSTEP_HTTP")]
    [InlineData("LOCKSTEP_ADMIN_PASSWORD", "short", "LOCKSTEP_ADMIN_PASSWORD")]
    [InlineData("LOCKSTEP_FLOWS", "/no/such/folder", "LOCKSTEP_FLOWS")]
    public async Task A_setting_out_of_range_is_named(string name, string value, string named)
    {
        await using var site = new Site(StoreKind.Sqlite);
        await FailsAsync(site, named, settings: (name, value));
        await StartsAsync(site);
    }

    [Fact]
    public async Task Faults_of_flows_are_named_with_their_files()
    {
        await using var site = new Site(StoreKind.Sqlite);
        Directory.CreateDirectory(site.File("flows"));
        await File.WriteAllTextAsync(site.File("flows/one.yaml"), "name: [", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(site.File("flows/two.yaml"), "name: two", TestContext.Current.CancellationToken);

        await FailsAsync(site, "one.yaml: line 2: this is not YAML", "two.yaml: from.system");
        Directory.Delete(site.File("flows"), recursive: true);
        await StartsAsync(site);
    }

    /// <summary>It ends with an exit code that is not 0 and one line that names what is wrong and what helps.</summary>
    private static async Task FailsAsync(Site site, string what, string remedy = "", params (string Name, string Value)[] settings)
    {
        await using var process = ServerProcess.Start(site, settings);
        (await process.ExitAsync()).ShouldBe(1, string.Join('\n', process.Errors));
        process.Errors.Count.ShouldBe(1, string.Join('\n', process.Errors));
        process.Errors[0].ShouldStartWith("lockstep: ");
        process.Errors[0].ShouldContain(what);
        process.Errors[0].ShouldContain(remedy);
    }

    private static async Task StartsAsync(Site site)
    {
        await using var process = ServerProcess.Start(site);
        using var api = await process.ReadyAsync();
        await api.CreateAsync("all is well");
    }

    private static Task ChangeAsync(Site site, string sql) => PrepareAsync(site, async host =>
        await host.Services.GetRequiredKeyedService<IStore>("crm").WriteAsync(transaction => transaction.ExecuteAsync(sql)));

    /// <summary>A folder with one customer.</summary>
    private static async Task PrepareAsync(Site site, Func<LocalHost, Task> change)
    {
        await using var host = await LocalHost.StartAsync(site, Flow.WelcomePackage());
        await host.Api.CreateAsync("customer");
        await Reconciliation.QuietAsync(host.Api);
        await change(host);
    }

    /// <summary>How many customers are there, once what was changed is mended.</summary>
    private static async Task<long> CustomersAsync(Site site)
    {
        await SqliteFile.RunAsync(
            site.File("crm.db"), "delete from schema_scripts where number = 99; update schema_scripts set checksum = ltrim(checksum, 'x')");
        await using var host = await LocalHost.StartAsync(site, Flow.WelcomePackage());
        return await host.Api.CountAsync("/api/customers");
    }
}
