using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Backups;

public sealed class When_the_store_is_moved(ITestOutputHelper output)
{
    private static readonly int Kills = TestRun.Times(quick: 4, full: 10, @long: 25);

    private static readonly string[] Asked =
    [
        "/api/customers?size=500", "/api/customers?q=quiet&size=500", "/api/customers/changes?size=1000", "/api/products?size=500",
        "/api/packages?size=500", "/api/packages/changes?size=1000", "/api/users", "/api/sync/deliveries?size=500",
        "/api/customers/1/history", "/api/customers/2/history",
    ];

    [Fact]
    public async Task PostgreSQL_answers_as_SQLite_did_and_nothing_is_done_again()
    {
        await using var files = new Place(StoreKind.Sqlite);
        var before = await UseAsync(files);
        await using var server = new Place(StoreKind.Postgres, files);
        var random = new Random(TestRun.Seed);
        output.WriteLine($"LOCKSTEP_TEST_SEED={TestRun.Seed}");
        var cut = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await files.KillInTheMiddleAsync(
                files.HasMarkAsync, TimeSpan.FromMilliseconds(kill % 2 == 0 ? 0 : random.Next(400)), "migrate-store");
            if (await files.HasMarkAsync())
            {
                cut++;
                (await server.RunAsync("serve")).Refused("has not come to its end");
            }
        }

        cut.ShouldBeGreaterThan(0, "none was cut short in the middle");
        output.WriteLine($"{cut} of {Kills} were cut short in the middle");
        var last = await files.RunAsync("migrate-store");
        if (last.Code != 0)
        {
            // One of them had come to its end before it was killed.
            last.Refused("has tables already");
        }

        using var api = await server.ServeAsync();
        foreach (var (path, answer) in before)
        {
            (await api.GetAsync(path)).GetRawText().ShouldBe(answer, path);
        }

        (await api.CreateAsync("quiet 7", "key 7")).ShouldBe(7, "the repeat of a request from before the move");
        (await api.CreateAsync("the next one")).ShouldBe(31);
        await Reconciliation.QuietAsync(api);
        (await api.CountAsync("/api/packages")).ShouldBe(await api.CountAsync("/api/customers"));
        (await api.AllAsync("/api/audit")).Count.ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task What_is_there_already_is_never_overwritten()
    {
        await using var files = new Place(StoreKind.Sqlite);
        await UseAsync(files);
        await using var server = new Place(StoreKind.Postgres, files);
        (await files.RunAsync("migrate-store")).Succeeded().Output.ShouldContain("LOCKSTEP_STORE=postgres");
        (await files.RunAsync("migrate-store")).Refused("has tables already");
        using var running = await files.ServeAsync();
        (await files.RunAsync("migrate-store")).Refused("Another lockstep process works on the data folder");
    }

    /// <returns>What the server on SQLite answers at its end, by path.</returns>
    private static async Task<Dictionary<string, string>> UseAsync(Place place)
    {
        using var api = await place.ServeAsync();
        for (var number = 1; number <= 30; number++)
        {
            (await api.CreateAsync($"quiet {number}", $"key {number}")).ShouldBe(number);
        }

        await api.RenameAsync(2, "Quietly renamed");
        await api.PostAsync("/api/products", new { sku = "A-1", name = "Lamp", price = 12.5m, currency = "EUR" });
        await Reconciliation.QuietAsync(api);
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Asked)
        {
            answers[path] = (await api.GetAsync(path)).GetRawText();
        }

        await place.StopAsync();
        return answers;
    }
}
