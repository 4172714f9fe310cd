using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Backups;

public sealed class When_a_backup_is_taken_under_load
{
    private const int Connections = 6;
    private const int AnsweredBefore = 400;
    private const long Gap = 100_000;

    [Theory]
    [InlineData(StoreKind.Sqlite, StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres, StoreKind.Postgres)]
    [InlineData(StoreKind.Sqlite, StoreKind.Postgres)]
    [InlineData(StoreKind.Postgres, StoreKind.Sqlite)]
    public async Task Restored_elsewhere_the_modules_agree_and_no_effect_is_doubled(StoreKind from, StoreKind to)
    {
        await using var origin = new Place(from);
        await using var copy = new Place(to);
        var creates = new Creates();
        var import = new Import();
        var file = origin.File("all.backup");
        var before = await BackUpUnderLoadAsync(origin, creates, import, file);
        var highest = creates.Answered.Values.Max();

        copy.TakeKeyOf(origin);
        (await copy.RunAsync("restore", file)).Succeeded();
        using var api = await copy.ServeAsync();
        await Reconciliation.QuietAsync(api);
        await AgreeAsync(api);
        var customers = Ids(await api.AllAsync("/api/customers"), "id");
        before.Values.Except(customers).ShouldBeEmpty("customers that were answered before the backup began");

        // The answers of before still stand, and what comes now gets numbers that nobody has seen yet.
        foreach (var (key, id) in before.Take(20))
        {
            (await api.CreateAsync(key, key)).ShouldBe(id);
        }

        var positions = Positions(await api.ChangesAsync("/api/customers/changes"));
        (await api.CreateAsync("the first after the disaster")).ShouldBeGreaterThan(Math.Max(highest, customers.Max() - 1));
        await import.RunAsync(api);
        await import.BalanceAsync(api);
        await Reconciliation.QuietAsync(api);
        await AgreeAsync(api);
        var later = Positions(await api.ChangesAsync("/api/customers/changes"));
        later.ShouldBe(later.Distinct().Order());
        later.Take(positions.Count).ShouldBe(positions);
        later.Skip(positions.Count).Min().ShouldBeGreaterThan(positions.Max() + Gap);
        await copy.StopAsync();
        if (to is StoreKind.Sqlite)
        {
            (await copy.RunAsync("audit", "verify")).Succeeded().Output.ShouldContain("all in order");
        }
    }

    /// <returns>The customers that were answered before the backup began.</returns>
    private static async Task<Dictionary<string, long>> BackUpUnderLoadAsync(Place origin, Creates creates, Import import, string file)
    {
        using var api = await origin.ServeAsync();
        var load = Task.WhenAll(creates.UntilGoneAsync(api, Connections), import.RunAsync(api), RenameAsync(api));
        await Eventually.HoldsAsync(() => creates.Answered.Count > AnsweredBefore, "too few customers were answered");
        var before = creates.Answered.ToDictionary(StringComparer.Ordinal);
        var said = (await origin.RunAsync("backup", file)).Succeeded();
        said.Output.ShouldContain("read back and found whole");
        var after = creates.Answered.Count;
        after.ShouldBeGreaterThan(before.Count, "the server went on meanwhile");
        await origin.StopAsync(kill: true);
        await load;
        (await origin.RunAsync("backup", "verify", file)).Succeeded();
        return before;
    }

    private static async Task RenameAsync(Api api)
    {
        try
        {
            var customer = await api.CreateAsync("renamed again and again");
            for (var number = 1; ; number++)
            {
                await api.RenameAsync(customer, $"renamed {number}");
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The process is gone.
        }
    }

    /// <summary>Each customer has one package and one beginning, and no delivery is dead.</summary>
    private static async Task AgreeAsync(Api api)
    {
        var customers = Ids(await api.AllAsync("/api/customers"), "id");
        var packages = await api.AllAsync("/api/packages");
        Ids(packages, "customerId").Order().ShouldBe(customers.Order());
        var begun = (await api.ChangesAsync("/api/customers/changes")).Where(change =>
            change.GetProperty("change").GetString() is "created"
        );
        Ids(begun, "id").Order().ShouldBe(customers.Order());
        (await api.CountAsync("/api/sync/dead-letters")).ShouldBe(0);
    }

    private static List<long> Ids(IEnumerable<JsonElement> records, string field) =>
        [.. records.Select(record => record.GetProperty(field).GetInt64())];

    private static List<long> Positions(IEnumerable<JsonElement> changes) => Ids(changes, "position");
}
