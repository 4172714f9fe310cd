using System.Globalization;
using System.Text;
using Lockstep.Bench.Servers;
using Lockstep.Crm;
using Lockstep.Runtime.Storage;
using Npgsql;

namespace Lockstep.Bench.Sql;

/// <summary>
/// The yardstick of imports on PostgreSQL: the rows that an import leaves, in the tables and with the indexes that Lockstep has, by COPY of
/// text that is ready before the clock starts; no checks, no look-ups, no search index. Or, as a second yardstick, the file's own columns
/// into one plain table.
/// </summary>
internal sealed class BareCopy : IBareRows
{
    private const string Fields = "externalId,source,name,email,phone,address,status";
    private readonly NpgsqlConnection _connection;
    private readonly bool _plain;
    private long _firstId = 1;

    private BareCopy(NpgsqlConnection connection, bool plain) => (_connection, _plain) = (connection, plain);

    public static async Task<BareCopy> CreateAsync(PostgresServer server, bool plain)
    {
        var database = plain ? "bare_plain" : "bare_copy";
        await server.RunAsync("postgres", $"create database {database} template template0 encoding 'UTF8' locale 'C.UTF-8'");
        foreach (var script in plain ? [] : Scripts())
        {
            await server.RunAsync(database, script);
        }

        await server.RunAsync(database, plain
            ? "create table plain (id bigint generated always as identity primary key, external_id text, name text, email text, phone "
                + "text, city text, country text)"
            : "drop index customers_search; create table verdicts (import bigint not null, row bigint not null, outcome text not null, "
                + "customer_id bigint, line bigint not null, primary key (import, row))");
        return new BareCopy(await server.OpenAsync(database), plain);
    }

    public Func<Task> Prepare(ImportFile file, long import)
    {
        var copies = Copies(file, import);
        _firstId += file.Rows.Count;
        return async () =>
        {
            foreach (var (command, text) in copies)
            {
                await using var copy = await _connection.BeginTextImportAsync(command);
                await copy.WriteAsync(text);
            }
        };
    }

    public void Dispose() => _connection.Dispose();

    private IReadOnlyList<(string Command, string Text)> Copies(ImportFile file, long import) =>
        _plain
            ?
            [
                (
                    "copy plain (external_id, name, email, phone, city, country) from stdin (format csv, header)",
                    Encoding.UTF8.GetString(file.Csv)),
            ]
            :
            [
                (
                    "copy customers (id, external_id, source, name, name_key, email, email_key, phone, city, country, country_key, status, "
                        + "search, version, created_at, updated_at) from stdin",
                    Text(file, (row, id, _) => Customer(row, id))
                ),
                (
                    "copy history (kind, record_id, version, change, at, actor, fields, digest) from stdin",
                    Text(file, (_, id, _) => $"customer\t{id}\t1\tcreated\t1700000000000\tuser:1\t{Fields}\t\\\\x{id:x64}")),
                (
                    "copy history_data (kind, record_id, version, salt, data) from stdin",
                    Text(file, (row, id, _) => $"customer\t{id}\t1\t\\\\x{id:x32}\t{Encoding.UTF8.GetString(row.Json)}")),
                (
                    "copy outbox_unnumbered (event_id, type, kind, record_id, version, at) from stdin",
                    Text(file, (_, id, _) => $"\\\\x{id:x32}\tlockstep.customer.created.v1\tcustomer\t{id}\t1\t1700000000000")),
                (
                    "copy verdicts (import, row, outcome, customer_id, line) from stdin",
                    Text(file, (_, id, number) => $"{import}\t{number}\tcreated\t{id}\t{number + 1}")),
            ];

    private static IEnumerable<string> Scripts() => SchemaScript.In(typeof(SchemaScript).Assembly, "runtime", "postgres")
        .Concat(SchemaScript.In(typeof(CrmModule).Assembly, "crm", "postgres")).Select(script => script.Sql);

    private static string Customer(ImportRow row, long id)
    {
        var person = row.Person;
        var (name, email) = (person.Name.ToLowerInvariant(), person.Email);
        return string.Join(
            '\t', id.ToString(CultureInfo.InvariantCulture), row.ExternalId, "bench", person.Name, name, email, email, person.Phone,
            person.City, person.Country, person.Country.ToLowerInvariant(), "active", $"{name}\\n{email}\\n{person.Phone}", "1",
            "1700000000000", "1700000000000");
    }

    private string Text(ImportFile file, Func<ImportRow, long, int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < file.Rows.Count; i++)
        {
            text.Append(line(file.Rows[i], _firstId + i, i + 1)).Append('\n');
        }

        return text.ToString();
    }
}
