using Lockstep.Runtime.Storage;
using Npgsql;

namespace Lockstep.Conformance.Start;

public sealed class When_lockstep_can_not_start_on_PostgreSQL(PostgresInstance server) : IClassFixture<PostgresInstance>
{
    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await FailsAsync(
            site, "127.0.0.1:1 can't be reached", "LOCKSTEP_POSTGRES", ("LOCKSTEP_POSTGRES", "Host=127.0.0.1;Port=1;Username=lockstep"));
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_not_shown()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await RunAsync("create role guarded login createdb password 'the right one'");
        await server.LetInAsync("host all guarded 127.0.0.1/32 scram-sha-256");
        var settings = new NpgsqlConnectionStringBuilder(site.Databases.Connection) { Username = "guarded", Password = "the wrong one" };
        await Eventually.HoldsAsync(async () => await RefusesAsync(settings.ConnectionString) ? null : "the server lets anybody in");

        (
            await FailsAsync(
                site, "does not let guarded in", "user name and password in LOCKSTEP_POSTGRES",
                ("LOCKSTEP_POSTGRES", settings.ConnectionString))).ShouldNotContain("the wrong one");
        settings.Password = "the right one";
        await StartsAsync(site, ("LOCKSTEP_POSTGRES", settings.ConnectionString));
    }

    [Fact]
    public async Task A_role_that_may_make_no_databases_is_told_what_an_administrator_has_to_run()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await RunAsync("create role humble login");
        var settings = (
            "LOCKSTEP_POSTGRES", new NpgsqlConnectionStringBuilder(site.Databases.Connection) { Username = "humble" }.ConnectionString);
        for (var made = 0; made < Databases.Modules.Count; made++)
        {
            var line = await FailsAsync(site, "The role humble", "create database", settings);
            var sql = line[line.IndexOf("create database \"", StringComparison.Ordinal)..].Split(';')[0];
            Databases.Modules.ShouldContain(module => sql.Contains($"\"{site.Databases.NameOf(module)}\"", StringComparison.Ordinal), sql);
            await RunAsync(sql);
        }

        await StartsAsync(site, settings);
    }

    [Fact]
    public async Task A_server_with_too_few_connections_is_told_before_anything_is_made()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        var folder = site.File("data");
        await FailsAsync(
            site, "and this process may need 2149", "max_connections",
            ("LOCKSTEP_DATA", folder), ("LOCKSTEP_Postgres__ConnectionsMax", "300"), ("LOCKSTEP_Postgres__LanesMax", "4"));
        Directory.Exists(folder).ShouldBeFalse();
        await RunAsync($"create database \"{site.Databases.NameOf("crm")}\"");
    }

    [Theory]
    [InlineData("LOCKSTEP_STORE", "oracle", "LOCKSTEP_STORE is oracle", "sqlite or postgres")]
    [InlineData("LOCKSTEP_POSTGRES", "", "LOCKSTEP_POSTGRES is not set", "Host=")]
    [InlineData("LOCKSTEP_POSTGRES", "nonsense", "LOCKSTEP_POSTGRES can't be read", "Host=")]
    [InlineData("LOCKSTEP_POSTGRES", "Host=127.0.0.1;Port=many", "LOCKSTEP_POSTGRES can't be read", "Host=")]
    [InlineData(
        "LOCKSTEP_POSTGRES", "Host=127.0.0.1;Username=lockstep;Pooling=false", "LOCKSTEP_POSTGRES has Pooling=false", "leave it out")]
    [InlineData(
        "LOCKSTEP_POSTGRES", "Host=no-such-host.invalid;Username=lockstep", "no-such-host.invalid:5432 can't be reached",
        "LOCKSTEP_POSTGRES")]
    [InlineData("LOCKSTEP_Postgres__ConnectionsMax", "1", "ConnectionsMax", "")]
    public async Task A_setting_that_makes_no_sense_is_named(string name, string value, string what, string remedy)
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await FailsAsync(site, what, remedy, (name, value));
        await StartsAsync(site);
    }

    [Theory]
    [InlineData(
        "insert into schema_scripts (area, number, name, checksum, applied_at) values ('crm', 99, 'future', 'x', 0)",
        "start the newer Lockstep")]
    [InlineData(
        "update schema_scripts set checksum = 'x' || checksum where area = 'crm' and number = 1", "use the Lockstep version that made it")]
    public async Task A_schema_that_is_not_its_own_is_left_alone(string change, string remedy)
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await StartsAsync(site);
        await site.Databases.RunAsync("crm", change);
        await FailsAsync(site, "crm: ", remedy);

        await site.Databases.RunAsync(
            "crm", "delete from schema_scripts where number = 99; update schema_scripts set checksum = ltrim(checksum, 'x')");
        await StartsAsync(site);
        (await site.Databases.FirstAsync<long>("crm", "select count(*) from customers")).ShouldBe(2, "nothing is damaged");
    }

    [Fact]
    public async Task A_database_that_can_not_hold_every_letter_is_left_alone()
    {
        await using var site = new Site(StoreKind.Postgres, server.Connection);
        await RunAsync($"create database \"{site.Databases.NameOf("crm")}\" template template0 encoding 'latin1' locale 'C'");
        await FailsAsync(site, site.Databases.NameOf("crm"), "encoding 'UTF8'");
    }

    private Task RunAsync(string sql) => Databases.RunOnAsync(server.Connection + ";Database=postgres;Pooling=false", sql);

    private static async Task<bool> RefusesAsync(string connection)
    {
        try
        {
            await Databases.RunOnAsync(
                new NpgsqlConnectionStringBuilder(connection) { Database = "postgres", Pooling = false }.ConnectionString, "select 1");
            return false;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InvalidPassword)
        {
            return true;
        }
    }

    /// <summary>It ends with an exit code that is not 0 and one line that names what is wrong and what helps; the line.</summary>
    private static async Task<string> FailsAsync(Site site, string what, string remedy, params (string Name, string Value)[] settings)
    {
        await using var process = ServerProcess.Start(site, settings);
        (await process.ExitAsync()).ShouldBe(1, string.Join('\n', process.Errors));
        process.Errors.Count.ShouldBe(1, string.Join('\n', process.Errors));
        process.Errors[0].ShouldStartWith("lockstep: ");
        process.Errors[0].ShouldContain(what);
        process.Errors[0].ShouldContain(remedy);
        return process.Errors[0];
    }

    private static async Task StartsAsync(Site site, params (string Name, string Value)[] settings)
    {
        await using var process = ServerProcess.Start(site, settings);
        using var api = await process.ReadyAsync();
        await api.CreateAsync("all is well");
        await process.SignalAsync("TERM");
        await process.ExitAsync();
    }
}
