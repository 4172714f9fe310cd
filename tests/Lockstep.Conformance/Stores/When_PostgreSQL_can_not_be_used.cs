using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Lockstep.Conformance.Stores;

/// <summary>What is missing is said in one line, with the SQL that an administrator runs; run, it helps.</summary>
public sealed class When_PostgreSQL_can_not_be_used : IAsyncLifetime
{
    private static readonly string Server = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_POSTGRES") is { Length: > 0 } server
        ? server
        : throw new InvalidOperationException("LOCKSTEP_TEST_POSTGRES names no server: ./test starts one.");

    private readonly string _name =
        "start_" + TimeProvider.System.GetTimestamp().ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    private string Database => $"{_name}_notes";

    public async ValueTask InitializeAsync() => await AdministerAsync($"create role \"{_name}\" login");

    public async ValueTask DisposeAsync()
    {
        await AdministerAsync($"drop database if exists \"{Database}\" with (force)");
        await AdministerAsync($"drop role \"{_name}\"");
    }

    [Theory]
    [InlineData(null, "LOCKSTEP_POSTGRES is not set")]
    [InlineData("Username=lockstep", "names no server")]
    [InlineData("this is nothing", "can't be read")]
    [InlineData("Host=localhost;Port=many", "can't be read")]
    public void A_connection_string_that_says_nothing_useful(string? connection, string words) =>
        Should.Throw<StartupException>(() => new PostgresServer(connection, "postgres")).Message.ShouldContain(words);

    [Theory]
    [InlineData("Host=db;Pooling=false", "has Pooling=false")]
    [InlineData("Host=db;Multiplexing=true", "has Multiplexing=true")]
    [InlineData("Host=db;Multiplexing=true;Pooling=false", "has Pooling=false")]
    [InlineData("Host=db;Client Encoding=latin1", "has Client Encoding=latin1")]
    [InlineData("Host=db;Encoding=latin1", "has Encoding=latin1")]
    [InlineData("Host=one,two", "names several servers")]
    [InlineData("Host=one,two;Target Session Attributes=prefer-standby", "names several servers")]
    [InlineData("Host=db;Target Session Attributes=primary", "has Target Session Attributes=primary")]
    public void A_connection_string_that_asks_for_connections_of_another_kind(string connection, string words)
    {
        var message = Should.Throw<StartupException>(() => new PostgresServer(connection, "postgres")).Message;
        message.ShouldStartWith($"LOCKSTEP_POSTGRES {words}");
        message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("Host=db;Pooling=true;Multiplexing=false;Client Encoding=utf-8;Encoding=UTF8;Target Session Attributes=any;Enlist=false")]
    [InlineData("Host=one,two:5433;Target Session Attributes=primary;Load Balance Hosts=true")]
    [InlineData("Host=one,two;Target Session Attributes=Read-Write")]
    public void One_that_says_what_holds_anyway_is_taken(string connection) =>
        new PostgresServer(connection, "postgres").Prefix.ShouldBe("lockstep");

    /// <summary>Pool sizes and time limits are ours: what the string says of them does not count.</summary>
    [Fact]
    public async Task What_it_says_of_things_that_have_settings_of_their_own_disturbs_nothing()
    {
        await AdministerAsync($"alter role \"{_name}\" createdb");
        await using var store = await OpenAsync(
            settings =>
            {
                (settings.MinPoolSize, settings.MaxPoolSize, settings.CommandTimeout, settings.Timeout) = (80, 90, 1, 1_000);
                (settings.NoResetOnClose, settings.MaxAutoPrepare, settings.ApplicationName) = (false, 1, "mine");
            },
            "postgres"
        );
        (
            await AdministerAsync($"select count(*) from pg_stat_activity where datname = '{Database}' and application_name = 'mine'")
        ).ShouldBe(0L);
        ((long)(await AdministerAsync($"select count(*) from pg_stat_activity where datname = '{Database}'"))!).ShouldBeLessThan(10);
    }

    [Fact]
    public async Task No_server_is_there() => (await RefusalAsync(settings => settings.Port = 1)).ShouldContain(":1 can't be reached");

    [Fact]
    public async Task The_role_may_not_log_in()
    {
        await AdministerAsync($"alter role \"{_name}\" nologin");
        (await RefusalAsync()).ShouldContain($"does not let {_name} in");
    }

    [Fact]
    public async Task The_role_may_not_make_the_database_and_the_line_has_the_statement_that_does()
    {
        (await RefusalAsync()).ShouldContain(
            $"create database \"{Database}\" owner \"{_name}\" template template0 encoding 'UTF8' locale 'C.UTF-8';");
        await AdministerAsync($"create database \"{Database}\" owner \"{_name}\" template template0 encoding 'UTF8' locale 'C.UTF-8'");
        await StartsAsync();
    }

    [Fact]
    public async Task A_role_that_may_make_databases_needs_nothing_else()
    {
        await AdministerAsync($"alter role \"{_name}\" createdb");
        await StartsAsync();
    }

    [Fact]
    public async Task The_role_may_not_make_tables_and_the_line_has_the_statement_that_lets_it()
    {
        await AdministerAsync($"create database \"{Database}\"");
        (await RefusalAsync()).ShouldContain($"grant usage, create on schema \"public\" to \"{_name}\";");
        await PostgresBed.AsideAsync(Server, Database, $"grant usage, create on schema \"public\" to \"{_name}\"");
        (await RefusalAsync()).ShouldContain("create extension pg_trgm;");
        await PostgresBed.AsideAsync(Server, Database, "create extension pg_trgm");
        await StartsAsync();
    }

    [Fact]
    public async Task The_role_may_not_connect_to_the_database()
    {
        await AdministerAsync($"create database \"{Database}\"");
        await AdministerAsync($"revoke connect on database \"{Database}\" from public");
        (await RefusalAsync()).ShouldContain($"grant connect on database \"{Database}\" to \"{_name}\";");
    }

    [Fact]
    public async Task The_database_has_another_encoding()
    {
        await AdministerAsync($"create database \"{Database}\" owner \"{_name}\" template template0 encoding 'LATIN1' locale 'C'");
        (await RefusalAsync()).ShouldContain("is encoded in LATIN1; make it anew with encoding 'UTF8'");
    }

    [Fact]
    public async Task There_is_no_database_to_begin_with() =>
        (await RefusalAsync(maintenance: "nowhere")).ShouldContain("Postgres__MaintenanceDatabase");

    [Fact]
    public async Task The_server_has_no_connection_left()
    {
        await AdministerAsync($"alter role \"{_name}\" connection limit 0");
        (await RefusalAsync()).ShouldContain("has no connection left");
    }

    private Task<string> RefusalAsync(Action<NpgsqlConnectionStringBuilder>? adjust = null, string maintenance = "postgres") =>
        LineAsync(adjust, maintenance);

    private async Task<string> LineAsync(Action<NpgsqlConnectionStringBuilder>? adjust, string maintenance)
    {
        var message = (await Should.ThrowAsync<StartupException>(OpenAsync(adjust, maintenance))).Message;
        message.ShouldNotContain('\n');
        return message;
    }

    private async Task StartsAsync()
    {
        await using var store = await OpenAsync(null, "postgres");
        (
            await store.WriteAsync(transaction => transaction.ExecuteAsync("insert into words (word) values ('a')"), CancellationToken.None)
        ).ShouldBe(1);
    }

    private Task<PostgresStore> OpenAsync(Action<NpgsqlConnectionStringBuilder>? adjust, string maintenance)
    {
        var settings = new NpgsqlConnectionStringBuilder(Server) { Username = _name, Database = _name };
        adjust?.Invoke(settings);
        IReadOnlyList<SchemaScript> scripts =
        [
            .. SchemaScript.In(typeof(IStore).Assembly, "runtime", "postgres"),
            new("notes", 1, "words", "create extension if not exists pg_trgm; create table words (word text collate \"C\" not null); "
                + "create index words_part on words using gin (word gin_trgm_ops);"),
        ];
        return PostgresStore
            .OpenAsync(
                "notes", new PostgresServer(settings.ConnectionString, maintenance), scripts, new PostgresOptions(), TimeProvider.System,
                NullLogger.Instance)
            .SoonAsync();
    }

    private static Task<object?> AdministerAsync(string sql) => PostgresBed.AsideAsync(Server, "postgres", sql);
}
