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
        using var folder = new TempFolder();
        await using var holder = ServerProcess.Start(folder.Path);
        using var api = await holder.ReadyAsync();

        await FailsAsync(folder, "Another lockstep process works on the data folder", "LOCKSTEP_DATA");
        await api.CreateAsync("the holder works on");
    }

    [Fact]
    public async Task A_database_that_another_process_has_locked_is_left_alone()
    {
        using var folder = new TempFolder();
        using var elsewhere = new TempFolder();
        await using var host = await LocalHost.StartAsync(elsewhere, Flow.WelcomePackage());
        await host.Api.CreateAsync("customer");
        File.CreateSymbolicLink(folder.File("crm.db"), elsewhere.File("crm.db"));
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
            await FailsAsync(folder, "crm.db is locked by another process; stop that process", settings: ("LOCKSTEP_Sqlite__BusyTimeout", "00:00:00.300"));
        }
        finally
        {
            release.Set();
        }

        await holding;
        (await host.Api.CountAsync("/api/customers")).ShouldBe(1);
    }

    [Theory]
    [InlineData("insert into schema_scripts (area, number, name, checksum, applied_at) values ('crm', 99, 'future', 'x', 0)", "start the newer Lockstep")]
    [InlineData("update schema_scripts set checksum = 'x' || checksum where area = 'crm' and number = 1", "use the Lockstep version that made it")]
    public async Task A_schema_that_is_not_its_own_is_left_alone(string change, string remedy)
    {
        using var folder = new TempFolder();
        await ChangeAsync(folder, change);
        await FailsAsync(folder, "crm: ", remedy);
        (await CustomersAsync(folder)).ShouldBe(1, "nothing is damaged");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_as_it_is()
    {
        using var folder = new TempFolder();
        await PrepareAsync(folder, _ => Task.CompletedTask);
        var text = string.Concat(Enumerable.Repeat("This is no database. ", 500));
        File.Move(folder.File("crm.db"), folder.File("kept.db"));
        await File.WriteAllTextAsync(folder.File("crm.db"), text, TestContext.Current.CancellationToken);

        await FailsAsync(folder, "crm.db is not a database or is damaged", "restore a backup");
        (await File.ReadAllTextAsync(folder.File("crm.db"), TestContext.Current.CancellationToken)).ShouldBe(text);
        File.Move(folder.File("kept.db"), folder.File("crm.db"), overwrite: true);
        (await CustomersAsync(folder)).ShouldBe(1);
    }

    [Fact]
    public async Task A_data_folder_that_can_not_be_written_is_named()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("file"), "", TestContext.Current.CancellationToken);
        await FailsAsync(folder, "data folder", "LOCKSTEP_DATA", ("LOCKSTEP_DATA", folder.File("file/data")));
        await FailsAsync(folder, "data folder", "LOCKSTEP_DATA", ("LOCKSTEP_DATA", "/proc/lockstep"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var folder = new TempFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await FailsAsync(folder, port, "LOCKSTEP_HTTP", ("LOCKSTEP_HTTP", port));
        await StartsAsync(folder);
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
        using var folder = new TempFolder();
        await FailsAsync(folder, named, settings: (name, value));
        await StartsAsync(folder);
    }

    [Fact]
    public async Task Faults_of_flows_are_named_with_their_files()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("flows"));
        await File.WriteAllTextAsync(folder.File("flows/one.yaml"), "name: [", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("flows/two.yaml"), "name: two", TestContext.Current.CancellationToken);

        await FailsAsync(folder, "one.yaml: line 1", "two.yaml: from.system");
        Directory.Delete(folder.File("flows"), recursive: true);
        await StartsAsync(folder);
    }

    /// <summary>It ends with an exit code that is not 0 and one line that names what is wrong and what helps.</summary>
    private static async Task FailsAsync(TempFolder folder, string what, string remedy = "", params (string Name, string Value)[] settings)
    {
        await using var process = ServerProcess.Start(folder.Path, settings);
        (await process.ExitAsync()).ShouldBe(1, string.Join('\n', process.Errors));
        process.Errors.Count.ShouldBe(1, string.Join('\n', process.Errors));
        process.Errors[0].ShouldStartWith("lockstep: ");
        process.Errors[0].ShouldContain(what);
        process.Errors[0].ShouldContain(remedy);
    }

    private static async Task StartsAsync(TempFolder folder)
    {
        await using var process = ServerProcess.Start(folder.Path);
        using var api = await process.ReadyAsync();
        await api.CreateAsync("all is well");
    }

    private static Task ChangeAsync(TempFolder folder, string sql) => PrepareAsync(folder, async host =>
        await host.Services.GetRequiredKeyedService<IStore>("crm").WriteAsync(transaction => transaction.ExecuteAsync(sql)));

    /// <summary>A folder with one customer.</summary>
    private static async Task PrepareAsync(TempFolder folder, Func<LocalHost, Task> change)
    {
        await using var host = await LocalHost.StartAsync(folder, Flow.WelcomePackage());
        await host.Api.CreateAsync("customer");
        await Books.QuietAsync(host.Api);
        await change(host);
    }

    /// <summary>How many customers are there, once what was changed is mended.</summary>
    private static async Task<long> CustomersAsync(TempFolder folder)
    {
        await SqliteFile.RunAsync(folder.File("crm.db"), "delete from schema_scripts where number = 99; update schema_scripts set checksum = ltrim(checksum, 'x')");
        await using var host = await LocalHost.StartAsync(folder, Flow.WelcomePackage());
        return await host.Api.CountAsync("/api/customers");
    }
}
