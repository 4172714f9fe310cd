using System.Globalization;
using System.Text.Json;
using Lockstep.Host.Commands;

namespace Lockstep.Conformance.Support;

/// <summary>What must be true of customers, packages and deliveries once everything is quiet.</summary>
internal static class Reconciliation
{
    private const int ListedMax = 5;

    /// <summary>Waits until the relay has caught up and no delivery is open.</summary>
    public static Task QuietAsync(Api api, TimeSpan? within = null) => Eventually.HoldsAsync(
        async () =>
        {
            var customers = await api.CountAsync("/api/customers");
            var packages = await api.CountAsync("/api/packages");
            var pending = await api.CountAsync("/api/sync/deliveries?state=pending");
            var blocked = await api.CountAsync("/api/sync/deliveries?state=blocked");
            var dead = await api.CountAsync("/api/sync/dead-letters");
            return packages + dead >= customers && pending + blocked == 0
                ? null
                : $"{customers} customers, {packages} packages, {pending} pending, {blocked} blocked and {dead} dead deliveries";
        },
        within);

    /// <summary>Waits until everything is quiet, and looks through all books of what clients and an import brought.</summary>
    public static async Task CloseAsync(Site site, Api api, Load load, Import import)
    {
        await QuietAsync(api);
        await OrderedAsync(api, load, import);
        await AuditedAsync(api, site);
        await NothingStuckAsync(site);
    }

    /// <summary>Waits until there are more packages than now: somebody carries events and delivers.</summary>
    public static async Task TakenOverAsync(Api api)
    {
        var before = await api.CountAsync("/api/packages");
        await Eventually.HoldsAsync(async () =>
            await api.CountAsync("/api/packages") > before + 10 ? null : $"it stands still at {before} packages"
        );
    }

    /// <summary>Each customer that was answered is there, and each customer has one package, one delivery and one beginning.</summary>
    public static async Task BalanceAsync(Api api, Creates creates)
    {
        var customers = await api.AllAsync("/api/customers");
        var packages = await api.AllAsync("/api/packages");
        var ids = Numbers(customers, "id");
        None(creates.Answered.Values.Except(ids), "customers were answered 201 and are not there");
        Same(ids, Numbers(packages, "customerId"), "customers and packages differ");
        None(Doubled(customers.Select(customer => customer.GetProperty("name").GetString()!)), "keys led to two customers");
        None(packages.Where(package => package.GetProperty("kind").GetString() is not "welcome"), "packages are no welcome packages");
        (await api.CountAsync("/api/sync/dead-letters")).ShouldBe(0, "dead letters");
        await BeginAsync(api, "/api/customers/changes", ids);
        await BeginAsync(api, "/api/packages/changes", Numbers(packages, "id"));
    }

    /// <summary>The own history of each customer that came since the last look begins with being created, once.</summary>
    public static Task HistoriesBeginOnceAsync(Api api, Creates creates) => Parallel.ForEachAsync(creates.NotLookedAt(), async (id, _) =>
    {
        var history = await api.GetAsync($"/api/customers/{id}/history");
        history.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("change").GetString()).ShouldBe(["created"]);
    });

    /// <summary>
    /// All that clients asked for happened once, in its order: each customer has the names it was given, one version each, and nobody else
    /// is there but what an import brought.
    /// </summary>
    public static async Task OrderedAsync(Api api, Load load, Import import)
    {
        await import.BalanceAsync(api);
        var customers = Numbers(await api.AllAsync("/api/customers"), "id");
        var feed = await FeedAsync(api, "/api/customers/changes", load.Names.Values.Sum(names => names.Count) + import.Count);
        var positions = Numbers(feed, "position");
        positions.ShouldBe([.. positions.Distinct().Order()], "positions of the feed");
        None(Doubled(feed.Select(change => change.GetProperty("eventId").GetString()!)), "events came twice");
        foreach (var changes in feed.GroupBy(change => change.GetProperty("id").GetInt64()))
        {
            Numbers(changes, "version")
                .ShouldBe(
                    [.. Enumerable.Range(1, changes.Count()).Select(version => (long)version)], $"customers/{changes.Key} in the feed");
            if (load.Names.TryGetValue(changes.Key, out var names))
            {
                changes
                    .Select(change => change.GetProperty("record").GetProperty("name").GetString()!)
                    .ShouldBe(names, $"customers/{changes.Key}");
            }
        }

        None(load.Names.Keys.Except(customers), "customers were answered and are not there");
        customers.Count.ShouldBe(load.Names.Count + import.Count, "customers that nobody asked for");
        var packages = await api.AllAsync("/api/packages");
        Same(customers, Numbers(packages, "customerId"), "customers and packages differ");
        await BeginAsync(api, "/api/customers/changes", customers);
        await BeginAsync(api, "/api/packages/changes", Numbers(packages, "id"));
        (await api.CountAsync("/api/sync/dead-letters")).ShouldBe(0, "dead letters");
    }

    /// <summary>
    /// Nothing is left under way: no event without a position, no open delivery, no import half done, and no lease for ever.
    /// </summary>
    public static async Task NothingStuckAsync(Site site)
    {
        foreach (var module in Databases.Modules)
        {
            await Eventually.HoldsAsync(async () =>
                await CountAsync(site, module, "outbox_unnumbered") is var left and > 0
                    ? $"{left} events of {module} have no position"
                    : null
            );
            (await CountAsync(site, module, "leases where expires_at > 1000 * extract(epoch from now()) + 60000")).ShouldBe(
                0, $"leases of {module} that outlast their holders");
        }

        (await CountAsync(site, "sync", "deliveries where finished_at is null")).ShouldBe(0, "open deliveries");
        (await CountAsync(site, "sync", "parked_events")).ShouldBe(0, "parked events");
        (await CountAsync(site, "crm", "import_runs where finished_at is null")).ShouldBe(0, "open imports");
    }

    /// <summary>
    /// Each change of a customer or a package has one entry in the audit log, which is in order from its beginning to its end.
    /// </summary>
    public static async Task AuditedAsync(Api api, Site site)
    {
        var changes = (await SubjectsAsync(api, "customers")).Concat(await SubjectsAsync(api, "packages")).ToList();
        await Eventually.HoldsAsync(async () => (await EntriesAsync(api)).Count is var entries && entries >= changes.Count
            ? null
            : $"{changes.Count} changes and {entries} entries about them");
        var audited = await EntriesAsync(api);
        None(Doubled(audited), "changes were audited twice");
        None(changes.Except(audited, StringComparer.Ordinal), "changes were not audited");
        None(audited.Except(changes, StringComparer.Ordinal), "changes were audited and are not there");
        foreach (var record in audited.GroupBy(entry => entry.Split(' ')[0], StringComparer.Ordinal))
        {
            var versions = record.Select(entry => long.Parse(entry.Split(' ')[1], CultureInfo.InvariantCulture)).ToList();
            versions.ShouldBe([.. versions.Order()], $"{record.Key} in the audit log");
        }

        await InOrderAsync(site);
    }

    /// <summary>What <c>lockstep audit verify</c> says.</summary>
    public static async Task InOrderAsync(Site site)
    {
        await using var said = new StringWriter();
        (await AuditCommand.RunAsync(
            new AuditSettings(site.Path, null, site.Variable), Lockstep.Host.Program.Factory.Modules, said, said, CancellationToken.None))
            .ShouldBe(0, said.ToString());
    }

    private static Task<long> CountAsync(Site site, string module, string what) =>
        site.Databases.FirstAsync<long>(module, $"select count(*) from {what}");

    private static async Task<List<string>> SubjectsAsync(Api api, string kinds) =>
        [
            .. (await api.ChangesAsync($"/api/{kinds}/changes")).Select(change =>
                $"{kinds}/{change.GetProperty("id")} {change.GetProperty("version")}"
            ),
        ];

    private static async Task<List<string>> EntriesAsync(Api api) =>
        [.. from entry in (await api.AllAsync("/api/audit")).OrderBy(entry => entry.GetProperty("number").GetInt64())
            let target = entry.GetProperty("target").GetString()!
            where target.StartsWith("customers/", StringComparison.Ordinal) || target.StartsWith("packages/", StringComparison.Ordinal)
            select $"{target} {entry.GetProperty("version")}"];

    private static async Task BeginAsync(Api api, string feed, IReadOnlyList<long> ids)
    {
        var changes = await FeedAsync(api, feed, ids.Count);
        Same(ids, Numbers(changes.Where(change => change.GetProperty("change").GetString() is "created"), "id"), feed);
    }

    /// <summary>
    /// All changes, once there are as many as there must be: a commit is in the feed as soon as its events have their positions.
    /// </summary>
    private static async Task<IReadOnlyList<JsonElement>> FeedAsync(Api api, string feed, int atLeast)
    {
        IReadOnlyList<JsonElement> changes = [];
        await Eventually.HoldsAsync(async () =>
            (changes = await api.ChangesAsync(feed)).Count is var count && count < atLeast
                ? $"{feed} has {count} of {atLeast} changes"
                : null
        );
        return changes;
    }

    private static List<long> Numbers(IEnumerable<JsonElement> records, string field) =>
        [.. records.Select(record => record.GetProperty(field).GetInt64())];

    /// <summary>The same numbers, each as often.</summary>
    private static void Same(IReadOnlyList<long> expected, IReadOnlyList<long> actual, string what)
    {
        None(Doubled(actual), $"{what}: doubled");
        None(expected.Except(actual), $"{what}: missing");
        None(actual.Except(expected), $"{what}: too many");
    }

    private static IEnumerable<T> Doubled<T>(IEnumerable<T> all) =>
        all.GroupBy(one => one).Where(group => group.Count() > 1).Select(group => group.Key);

    private static void None<T>(IEnumerable<T> found, string what)
    {
        var all = found.ToList();
        all.Count.ShouldBe(0, $"{what}: {string.Join(", ", all.Take(ListedMax))}");
    }
}
