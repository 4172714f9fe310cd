using System.Globalization;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sql;
using Lockstep.Tests.Connectors;
using MySqlConnector;
using Npgsql;

namespace Lockstep.Conformance.Systems;

/// <summary>A database of a shop, with a table of customers and the log that its triggers write.</summary>
internal interface ITableServer : IAsyncDisposable
{
    /// <summary>The part <c>options</c> of a system's file, up to its kinds.</summary>
    string Options { get; }

    /// <summary>The user, and the password as the value of every secret.</summary>
    string User { get; }

    string Password { get; }

    Task<System.Data.Common.DbConnection> OpenAsync();
}

/// <summary>Makes the servers' tables, and opens them as systems.</summary>
internal static class TableServers
{
    private static int _numbers;

    /// <summary>How a table is told of: by its column of times, or by the log.</summary>
    public const string ByTime = "changedAt: updated_at", ByLog = "log: { table: customers_log }";

    /// <summary>A new database on a PostgreSQL server.</summary>
    public static async Task<ITableServer> PostgresAsync(string connection)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"tables_{Environment.ProcessId}_{Interlocked.Increment(ref _numbers)}");
        await Databases.RunOnAsync(connection + ";Database=postgres;Pooling=false", $"create database {name}");
        var server = new PostgresTables(connection, name);
        await server.RunAsync("""
            create table customers (
              id bigint generated always as identity primary key, name text not null, email text, credit numeric(12,4), notes jsonb,
              version bigint not null default 1, updated_at timestamptz not null default clock_timestamp());
            create function touch() returns trigger language plpgsql as $$
              begin new.updated_at = clock_timestamp(); new.version = old.version + 1; return new; end $$;
            create trigger touched before update on customers for each row execute function touch();
            create table customers_log (
              number bigint generated always as identity primary key, tx xid8 not null default pg_current_xact_id(), record text not null);
            create index on customers_log (tx, number);
            create function note() returns trigger language plpgsql as $$
              begin insert into customers_log (record) values (coalesce(new.id, old.id)); return null; end $$;
            create trigger noted after insert or update or delete on customers for each row execute function note();
            """);
        return server;
    }

    /// <summary>A new database on a MariaDB server.</summary>
    public static async Task<ITableServer> MariaDbAsync(MariaDbServer server)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{MariaDbServer.Database}_{Interlocked.Increment(ref _numbers)}");
        await server.RunAsRootAsync($"create database {name}; grant all on {name}.* to {MariaDbServer.User}");
        var tables = new MariaDbTables(server, name);
        await tables.RunAsync("""
            create table customers (
              id bigint auto_increment primary key, name varchar(150) not null, email varchar(180), credit decimal(12,4), notes json,
              version bigint not null default 1,
                  updated_at datetime(6) not null default current_timestamp(6) on update current_timestamp(6));
            create trigger versioned before update on customers for each row set new.version = old.version + 1;
            create table customers_log (number bigint auto_increment primary key, record varchar(190) not null);
            create trigger noted_insert after insert on customers for each row insert into customers_log (record) values (new.id);
            create trigger noted_update after update on customers for each row insert into customers_log (record) values (new.id);
            create trigger noted_delete after delete on customers for each row insert into customers_log (record) values (old.id);
            """);
        return tables;
    }

    /// <summary>Opens the tables as a system.</summary>
    public static ISystem OpenSystem(this ITableServer server, string changes) => OpenedSystem.Of(
        new SqlConnector(),
        $$"""
        {{server.Options}}
        kinds:
          customer: { table: customers, key: id, version: version, search: [email], {{changes}} }
        """,
        $"{{ kind: basic, user: {server.User}, password: \"${{secret:tables}}\" }}", new HttpClient(), TimeProvider.System,
            server.Password);

    /// <summary>Runs a statement behind everybody's back; gives the first value.</summary>
    public static async Task<string> RunAsync(this ITableServer server, string sql)
    {
        await using var connection = await server.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }

    private sealed class PostgresTables(string server, string name) : ITableServer
    {
        private readonly NpgsqlConnectionStringBuilder _server = new(server) { Database = name, Pooling = false };

        public string Options => string.Create(
            CultureInfo.InvariantCulture, $"engine: postgres\nhost: {_server.Host}\nport: {_server.Port}\ndatabase: {name}\ntls: none");

        public string User => _server.Username!;

        public string Password => "nobody asks for it";

        public async Task<System.Data.Common.DbConnection> OpenAsync() => await Databases.OpenAsync(_server.ConnectionString);

        public async ValueTask DisposeAsync() => await Databases.RunOnAsync(
            server + ";Database=postgres;Pooling=false", $"drop database {name} with (force)");
    }

    private sealed class MariaDbTables(MariaDbServer server, string name) : ITableServer
    {
        public string Options => string.Create(
            CultureInfo.InvariantCulture, $"engine: mysql\nhost: 127.0.0.1\nport: {server.Port}\ndatabase: {name}\ntls: none");

        public string User => MariaDbServer.User;

        public string Password => MariaDbServer.Password;

        public async Task<System.Data.Common.DbConnection> OpenAsync()
        {
            var connection = new MySqlConnection(server.ConnectionTo(name));
            await connection.OpenAsync();
            return connection;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
