using System.Net;
using System.Net.Http.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_while_keys_change(UsedSites used) : IClassFixture<UsedSites>
{
    private const string Wraps = "insert into data_key_wraps";
    private const string Drops = "delete from data_key_wraps";

    [Theory]
    [OnEachStore("Before:1:insert into data_keys")]
    [OnEachStore("On:1:insert into data_keys")]
    [OnEachStore("After:2:insert into data_keys")]
    [OnEachStore("Before:1:update signing_keys set private_key")]
    [OnEachStore("On:1:update signing_keys set private_key")]
    [OnEachStore("After:1:update signing_keys set private_key")]
    public async Task A_rotation_of_data_keys_is_finished_by_the_next_start(StoreKind store, string fuse)
    {
        await using var site = await used.CopyAsync(store);
        var before = await DieAsync(site, fuse, "/api/secrets/rotate", null);
        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        (await KidsAsync(after)).ShouldBe(before, "the signing key opens");
        await RefreshesAsync(after, store);
        await PostAsync(after, "/api/secrets/rotate", null);
        (await KidsAsync(after)).ShouldBe(before);
    }

    [Theory]
    [OnEachStore("Before:1:insert into signing_keys", 1)]
    [OnEachStore("On:1:insert into signing_keys", 2)]
    [OnEachStore("After:1:insert into signing_keys", 2)]
    public async Task A_new_signing_key_is_there_with_all_that_belongs_to_it_or_not_at_all(StoreKind store, string fuse, int keys)
    {
        await using var site = await used.CopyAsync(store);
        var before = await DieAsync(site, fuse, "/api/keys/rotate", new { now = true });
        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        var now = await KidsAsync(after);
        now.Count.ShouldBe(keys);
        now[^1].ShouldBe(before[0], "the old key verifies what it signed");
        await RefreshesAsync(after, store);
        await PostAsync(after, "/api/keys/rotate", new { now = true });
        (await KidsAsync(after)).Count.ShouldBe(keys + 1);
    }

    [Theory]
    [OnEachStore("Before:1:insert into signing_keys", false)]
    [OnEachStore("On:1:insert into signing_keys", true)]
    public async Task A_revocation_is_whole_or_did_not_happen(StoreKind store, string fuse, bool happened)
    {
        await using var site = await used.CopyAsync(store);
        var before = await DieAsync(site, fuse, "/api/keys/rotate", new { revoke = true });
        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        (await KidsAsync(after)).Contains(before[0], StringComparer.Ordinal).ShouldBe(!happened);
        (await RefreshAsync(after, store)).ShouldBe(happened ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
    }

    /// <summary>(1) is before the first wrap, (2) among the wraps, (3) before the first drop, (4) among the drops; the numbers are those of the code.</summary>
    [Theory]
    [OnEachStore("Before:1:" + Wraps)]
    [OnEachStore("On:1:" + Wraps)]
    [OnEachStore("After:2:" + Wraps)]
    [OnEachStore("Before:1:" + Drops)]
    [OnEachStore("On:1:" + Drops)]
    [OnEachStore("After:2:" + Drops)]
    public async Task The_master_key_in_its_place_opens_everything_and_a_second_run_finishes(StoreKind store, string fuse)
    {
        await using var site = await used.CopyAsync(store);
        await using (var faulty = ServerProcess.StartFaultyCommand(site, fuse, "secrets", "rotate-master"))
        {
            (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        await StartsAsync(site);
        var old = await File.ReadAllBytesAsync(site.File("master.key"), TestContext.Current.CancellationToken);
        await using (var again = ServerProcess.StartCommand(site, "secrets", "rotate-master"))
        {
            (await again.ExitAsync()).ShouldBe(0, string.Join('\n', again.Errors));
        }

        File.Exists(site.File("master.key.next")).ShouldBeFalse();
        await StartsAsync(site);
        if (fuse.Contains(Wraps, StringComparison.Ordinal))
        {
            await File.WriteAllBytesAsync(site.File("master.key"), old, TestContext.Current.CancellationToken);
            await using var refused = ServerProcess.Start(site);
            (await refused.ExitAsync()).ShouldBe(1, "the old key opens nothing any more");
        }
    }

    /// <summary>The ids of the keys, once the server has died over a request.</summary>
    private static async Task<IReadOnlyList<string>> DieAsync(Site site, string fuse, string path, object? body)
    {
        await using var faulty = ServerProcess.StartFaulty(site, fuse);
        using var api = await faulty.ReadyAsync();
        var before = await KidsAsync(api);
        await Should.ThrowAsync<HttpRequestException>(() => api.Http.PostAsJsonAsync(path, body));
        (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        return before;
    }

    private static async Task StartsAsync(Site site)
    {
        await using var server = ServerProcess.Start(site);
        using var api = await server.ReadyAsync();
        (await KidsAsync(api)).Count.ShouldBe(1);
        await server.SignalAsync("TERM");
        await server.ExitAsync();
    }

    private static async Task PostAsync(Api api, string path, object? body)
    {
        using var answer = await api.Http.PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<IReadOnlyList<string>> KidsAsync(Api api) =>
        [.. (await api.GetAsync("/api/keys")).GetProperty("items").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];

    private async Task RefreshesAsync(Api api, StoreKind store) => (await RefreshAsync(api, store)).ShouldBe(HttpStatusCode.OK);

    private async Task<HttpStatusCode> RefreshAsync(Api api, StoreKind store)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", used.RefreshOf(store))]);
        using var answer = await api.Http.PostAsync("/oauth/token", form);
        return answer.StatusCode;
    }
}
