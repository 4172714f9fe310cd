using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;

namespace Lockstep.Tests.Runtime.PowerCut;

/// <summary>
/// The databases of a site as a power cut left them, before anybody starts on them: whether each mark's work is there, whatever the disks
/// of the others kept.
/// </summary>
internal sealed class Remains : IDisposable
{
    private const string History = "select kind || 's/' || record_id || ' ' || version from history";
    private const string Vouchers =
        "select cast(substr(key, 20) as integer), source_version from flow_writes where key like 'vouchers:%'";

    private static readonly string[] Sources = ["crm", "inventory", "orders", "identity"];
    private readonly Dictionary<string, SqliteConnection> _databases;

    /// <param name="folder">The data folder.</param>
    public Remains(string folder) => _databases = Sources.Append("sync").ToDictionary(
        name => name, name => SqliteConnection.Open(Path.Combine(folder, $"{name}.db"), name, new SqliteOptions()), StringComparer.Ordinal);

    /// <summary>All that is wrong.</summary>
    /// <param name="told">What was told to somebody by then.</param>
    public IEnumerable<string> Faults(IEnumerable<Told> told) =>
        [.. Broken(), .. Lost(told), .. MarkedTooEarly(), .. DeliveredTooEarly(), .. WithoutCause(), .. BadSeals()];

    public void Dispose()
    {
        foreach (var database in _databases.Values)
        {
            database.Dispose();
        }
    }

    private IEnumerable<string> Broken() =>
        from name in _databases.Keys
        let verdict = Texts(name, "pragma quick_check")[0]
        where verdict is not "ok"
        select $"{name} is damaged: {verdict}";

    private IEnumerable<string> Lost(IEnumerable<Told> told)
    {
        var versions = Pairs("crm", "select id, version from customers");
        return from one in told
            where versions.GetValueOrDefault(one.Customer) < one.Version
            select $"version {one.Version} of customer {one.Customer} was answered and is lost";
    }

    /// <summary>What a relay marked as handed over is in the audit log, and with the flows.</summary>
    private IEnumerable<string> MarkedTooEarly()
    {
        var audited = Texts("identity", "select hex(event_id) from audit where event_id is not null").ToHashSet(StringComparer.Ordinal);
        var takenIn = Texts("sync", "select hex(event_id) from inbox where consumer = 'sync'").ToHashSet(StringComparer.Ordinal);
        const string HandedOver =
            "select hex(event_id) from outbox where position <= (select position from relay where name = 'transport')";
        return
        [
            .. Sources.SelectMany(source => Texts(source, HandedOver).Where(id => !audited.Contains(id))
                .Select(id => $"event {id} of {source} is marked as handed over and is not in the audit log")),
            .. Texts("crm", $"{HandedOver} and kind = 'customer'").Where(id => !takenIn.Contains(id))
                .Select(id => $"event {id} of crm is marked as handed over and no flow has it"),
        ];
    }

    /// <summary>What a delivery calls delivered is at its target.</summary>
    private IEnumerable<string> DeliveredTooEarly()
    {
        var packages = Pairs("inventory", "select customer_id, id from packages");
        var vouchers = Pairs("inventory", Vouchers);
        const string Delivered = "select cast(substr(subject, 11) as integer), max(version) from deliveries where state = 'delivered'";
        return
        [
            .. Pairs("sync", $"{Delivered} and flow = 'welcome-package' group by subject").Keys
                .Where(customer => !packages.ContainsKey(customer))
                .Select(customer => $"the package of customer {customer} is delivered and not there"),
            .. Pairs("sync", $"{Delivered} and flow = 'vouchers' group by subject")
                .Where(delivered => vouchers.GetValueOrDefault(delivered.Key) < delivered.Value)
                .Select(delivered => $"version {delivered.Value} of the voucher of customer {delivered.Key} is delivered and not there"),
        ];
    }

    /// <summary>Nothing is there whose cause is gone.</summary>
    private IEnumerable<string> WithoutCause()
    {
        var customers = Pairs("crm", "select id, version from customers");
        return
        [
            .. Ids("inventory", "select customer_id from packages").Where(customer => !customers.ContainsKey(customer))
                .Select(customer => $"there is a package for customer {customer}, who is lost"),
            .. Pairs("inventory", Vouchers)
                .Where(written => customers.GetValueOrDefault(written.Key) < written.Value)
                .Select(written => $"the voucher of customer {written.Key} is of version {written.Value}, which is lost"),
            .. from source in Sources
               let known = Texts(source, History).ToHashSet(StringComparer.Ordinal)
               from entry in Texts("identity", $"select target || ' ' || version from audit where source = '{source}'")
               where !known.Contains(entry)
               select $"the audit log tells of {entry}, which is lost",
        ];
    }

    private IEnumerable<string> BadSeals()
    {
        var counts = Ids("identity", "select count(*) from audit union all select coalesce(max(number), 0) from audit");
        var seal = Ids("identity", "select coalesce(max(last), 0) from audit_seals")[0];
        return counts[0] == counts[^1] && seal <= counts[^1]
            ? []
            : [$"the audit log has {counts[0]} entries up to {counts[^1]}, and is sealed up to {seal}"];
    }

    private List<string> Texts(string database, string sql) => [.. Rows(database, sql, static row => row.Text(0))];

    private List<long> Ids(string database, string sql) => [.. Rows(database, sql, static row => row.Int64(0))];

    private Dictionary<long, long> Pairs(string database, string sql) =>
        Rows(database, sql, static row => (Key: row.Int64(0), Value: row.Int64(1))).ToDictionary(row => row.Key, row => row.Value);

    private IReadOnlyList<T> Rows<T>(string database, string sql, RowReader<T> read) =>
        _databases[database].QueryAsync(sql, read).GetAwaiter().GetResult();
}
