using System.Security.Cryptography;
using Lockstep.Crm;
using Lockstep.Runtime.Storage;

namespace Lockstep.Bench.Sql;

/// <summary>
/// The yardstick of imports: the rows that an import leaves, in the tables and with the indexes and the pragmas that Lockstep has, by
/// prepared statements on one connection; no parsing, no checks, no look-ups, no search index.
/// </summary>
internal sealed class BareInserts : IBareRows
{
    private const int BatchRows = 256;
    private const string Fields = "externalId,source,name,email,phone,address,status";
    private readonly Database _database;
    private readonly Statement _customer;
    private readonly Statement _history;
    private readonly Statement _data;
    private readonly Statement _outbox;
    private readonly Statement _verdict;

    public BareInserts(string file)
    {
        _database = new Database(file);
        _database.Run("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; "
            + "pragma cache_size = -8192; pragma wal_autocheckpoint = 4000");
        CreateTables(_database);
        _customer = _database.Prepare("""
            insert into customers (external_id, source, name, name_key, email, email_key, phone, city, country, country_key, status, search, version, created_at, updated_at)
            values (?, 'bench', ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, 1, ?, ?)
            """);
        _history = _database.Prepare("insert into history (kind, record_id, version, change, at, actor, fields, digest) values "
            + "('customer', ?, 1, 'created', ?, 'user:1', ?, ?)");
        _data = _database.Prepare("insert into history_data (kind, record_id, version, salt, data) values ('customer', ?, 1, ?, ?)");
        _outbox = _database.Prepare("insert into outbox (event_id, type, kind, record_id, version, at) values (?, "
            + "'lockstep.customer.created.v1', 'customer', ?, 1, ?)");
        _verdict = _database.Prepare("insert into bench_verdicts (import, row, verdict, record_id) values (?, ?, 'created', ?)");
    }

    public Func<Task> Prepare(ImportFile file, long import) => () =>
    {
        Insert(file, import);
        return Task.CompletedTask;
    };

    public void Dispose() => _database.Dispose();

    private void Insert(ImportFile file, long import)
    {
        foreach (var (batch, index) in file.Rows.Chunk(BatchRows).Select((batch, index) => (batch, index)))
        {
            _database.Run("begin immediate");
            for (var i = 0; i < batch.Length; i++)
            {
                Insert(batch[i], import, index * BatchRows + i + 1);
            }

            _database.Run("commit");
        }
    }

    private static void CreateTables(Database database)
    {
        var scripts = SchemaScript
            .In(typeof(SchemaScript).Assembly, "runtime", "sqlite")
            .Concat(SchemaScript.In(typeof(CrmModule).Assembly, "crm", "sqlite"));
        foreach (var script in scripts)
        {
            database.Run(script.Sql);
        }

        database.Run("""
            drop table customers_search;
            create table bench_verdicts (
              import integer not null, row integer not null, verdict text not null, record_id integer not null, primary key (import, row)
            ) strict, without rowid
            """);
    }

    private void Insert(ImportRow row, long import, int number)
    {
        Span<byte> random = stackalloc byte[64];
        RandomNumberGenerator.Fill(random);
        var person = row.Person;
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var (name, email) = (person.Name.ToLowerInvariant(), person.Email);
        _customer.Add(row.ExternalId).Add(person.Name).Add(name).Add(email).Add(email).Add(person.Phone).Add(person.City)
            .Add(person.Country).Add(person.Country.ToLowerInvariant()).Add($"{name}\n{email}\n{person.Phone}").Add(now).Add(now).Run();
        var id = _database.LastRowId();
        _history.Add(id).Add(now).Add(Fields).AddBlob(random[..32]).Run();
        _data.Add(id).AddBlob(random[32..48]).Add(row.Json).Run();
        _outbox.AddBlob(random[48..]).Add(id).Add(now).Run();
        _verdict.Add(import).Add(number).Add(id).Run();
    }
}
