using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Why the databases can't be used, and what to do about it, each in one line for the person who starts the process.</summary>
internal sealed class PostgresRemedies(string place, string user, string database, string maintenance)
{
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Standby(string place) =>
        $"The PostgreSQL server {place} is a standby, which takes no writes; set LOCKSTEP_POSTGRES to the primary.";

    /// <summary>The server could not be reached, or did not let the process in.</summary>
    public string For(Exception error) => error is not PostgresException fault
        ? $"The PostgreSQL server {place} can't be reached ({OneLine(error.Message)}); start it, or set LOCKSTEP_POSTGRES to another one."
        : fault.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"The PostgreSQL server {place} does not let {user} in ({Said(fault)}); correct user name and password in "
                    + "LOCKSTEP_POSTGRES, or the server's pg_hba.conf.",
            PostgresErrorCodes.InvalidCatalogName =>
                $"There is neither a database {database} nor {maintenance} on {place} ({Said(fault)}); create {database}, or set "
                    + "Postgres__MaintenanceDatabase.",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"The role {user} may not use a database on {place} ({Said(fault)}); let an administrator run: grant connect on database "
                    + $"{Quoted(database)} to {Quoted(user)};",
            PostgresErrorCodes.ReadOnlySqlTransaction => Standby(place),
            PostgresErrorCodes.CannotConnectNow =>
                $"The PostgreSQL server {place} is only starting or stopping ({Said(fault)}); wait until it runs, then start again.",
            PostgresErrorCodes.TooManyConnections =>
                $"The PostgreSQL server {place} has no connection left ({Said(fault)}); raise "
                    + "its max_connections, or lower Postgres__ConnectionsMax.",
            _ => $"The database {database} on {place} can't be used: {Said(fault)} (PostgreSQL error {fault.SqlState}).",
        };

    /// <summary>The database is missing, and the role may not make it.</summary>
    public string ForNoDatabase(PostgresException refused) =>
        $"The role {user} may not make the database {database} on {place} ({Said(refused)}); let an administrator run: "
        + $"create database {Quoted(database)} owner {Quoted(user)} template template0 encoding 'UTF8' locale 'C.UTF-8'; or, for all of "
            + $"them: alter role {Quoted(user)} createdb;";

    /// <summary>The tables could not be made: looks what the role may not do, for the server's own words depend on its language.</summary>
    public async Task<string> ForNoTablesAsync(NpgsqlConnection connection, PostgresException refused)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(current_schema(), ''), coalesce(has_schema_privilege(current_schema(), 'create'), false),
              exists (select 1 from pg_available_extensions where name = 'pg_trgm'),
              exists (select 1 from pg_extension where extname = 'pg_trgm'),
              has_database_privilege(current_database(), 'create')
            """,
            connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var (schema, mayMake, hasTrigrams, usesTrigrams, mayExtend) = (
            row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4));
        if (schema.Length == 0)
        {
            return $"The role {user} finds no schema in the database {database} on {place}; let an administrator run there: "
                + $"create schema if not exists public; grant usage, create on schema public to {Quoted(user)};";
        }

        if (!mayMake)
        {
            return $"The role {user} may not make tables in the database {database} on {place}; let an administrator run there: "
                + $"grant usage, create on schema {Quoted(schema)} to {Quoted(user)};";
        }

        if (!hasTrigrams)
        {
            return $"The PostgreSQL server {place} lacks the extension pg_trgm; install its contrib "
                + "package (Debian: postgresql, Red Hat: postgresql-contrib).";
        }

        return !usesTrigrams && !mayExtend
            ? $"The role {user} may not add the extension pg_trgm to the database {database} on {place}; "
                + "let an administrator run there: create extension pg_trgm;"
            : $"The tables of {database} on {place} can't be made by {user}: {Said(refused)} (PostgreSQL error {refused.SqlState}).";
    }

    private static string Said(PostgresException fault) => OneLine(fault.MessageText);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
