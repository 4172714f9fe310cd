using System.Net;
using System.Net.Http.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_while_a_flow_changes(StartedSites sites)
{
    private const string Flow = "/api/sync/flows/welcome-package";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<StoreKind, string> Pauses => KillPlan.WhileAFlowIsPaused.OnEachStore;

    public static TheoryData<StoreKind, string> Applies => KillPlan.WhileAFlowIsApplied.OnEachStore;

    public static TheoryData<StoreKind, string> Files => KillPlan.WhileAFileIsTaken.OnEachStore;

    [Theory]
    [MemberData(nameof(Pauses))]
    public async Task A_pause_that_was_committed_holds_after_the_next_start_and_what_waits_goes_once(StoreKind store, string fuse)
    {
        await using var site = await sites.CopyAsync(store);
        await DieAsync(site, fuse, static api => api.Http.PostAsJsonAsync($"{Flow}/pause", new { reason = "stock-taking" }));
        await using var next = ServerProcess.Start(site);
        using var api = await next.SignedInAsync();
        (await api.GetAsync(Flow)).GetProperty("state").GetString().ShouldBe(IsBefore(fuse) ? "running" : "paused");
        using (var again = await api.Http.PostAsJsonAsync($"{Flow}/pause", new { reason = "stock-taking" }, Ct))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var customer = await api.CreateAsync("waits");
        await Eventually.HoldsAsync(
            async () => await api.CountAsync($"/api/sync/deliveries?subject=customers/{customer}&state=pending") == 1 ? null
                : "it does not wait");
        (await api.CountAsync($"/api/packages?customerId={customer}")).ShouldBe(0);
        using (var resumed = await api.Http.PostAsync($"{Flow}/resume", null, Ct))
        {
            resumed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.HoldsAsync(
            async () => await api.CountAsync($"/api/packages?customerId={customer}") == 1 ? null : "it does not go");
    }

    [Theory]
    [MemberData(nameof(Applies))]
    public async Task A_text_is_in_force_with_its_version_or_neither_and_applied_again_it_is_one_version(StoreKind store, string fuse)
    {
        await using var site = await sites.CopyAsync(store);
        var text = "";
        await DieAsync(site, fuse, async api =>
        {
            text = (await api.GetAsync($"{Flow}/versions/1")).GetProperty("text").GetString()! + "\n# changed\n";
            return await api.Http.PostAsJsonAsync("/api/sync/flows/apply", new { text });
        });
        await using var next = ServerProcess.Start(site);
        using var after = await next.SignedInAsync();
        await ShouldHaveAsync(after, IsBefore(fuse) ? 1 : 2);
        (await after.PostAsync("/api/sync/flows/apply", new { text })).GetProperty("version").GetInt64().ShouldBe(2);
        await ShouldHaveAsync(after, 2);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_has_changed_is_one_version_however_often_the_start_dies_over_it(StoreKind store, string fuse)
    {
        await using var site = await sites.CopyAsync(store);
        await File.AppendAllTextAsync(site.File("flows/welcome-package.yaml"), "\n# changed\n", Ct);
        await using (var faulty = ServerProcess.StartFaulty(site, fuse))
        {
            (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        await using var next = ServerProcess.Start(site);
        using var api = await next.SignedInAsync();
        await ShouldHaveAsync(api, 2);
        var customer = await api.CreateAsync("after");
        await Eventually.HoldsAsync(
            async () => await api.CountAsync($"/api/packages?customerId={customer}") == 1 ? null : "the flow is not in force");
    }

    /// <summary>Whether it dies before COMMIT: then nothing happened.</summary>
    private static bool IsBefore(string fuse) => fuse.StartsWith("Before:", StringComparison.Ordinal);

    private static async Task ShouldHaveAsync(Api api, long version)
    {
        (await api.GetAsync(Flow)).GetProperty("version").GetInt64().ShouldBe(version);
        (await api.GetAsync($"{Flow}/history")).GetProperty("items").EnumerateArray()
            .Select(static one => one.GetProperty("version").GetInt64()).ShouldBe(version == 1 ? [1L] : [2L, 1L]);
    }

    private static async Task DieAsync(Site site, string fuse, Func<Api, Task<HttpResponseMessage>> send)
    {
        await using var faulty = ServerProcess.StartFaulty(site, fuse);
        using var api = await faulty.SignedInAsync();
        await Should.ThrowAsync<HttpRequestException>(() => send(api));
        (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
    }
}
