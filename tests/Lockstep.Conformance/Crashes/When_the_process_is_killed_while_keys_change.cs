using System.Net;
using System.Net.Http.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_while_keys_change(StartedSites sites)
{
    public static TheoryData<StoreKind, string> Rotations => KillPlan.WhileDataKeysAreRotated.OnEachStore;

    public static TheoryData<StoreKind, string> Makes => KillPlan.WhileASigningKeyIsMade.OnEachStore;

    public static TheoryData<StoreKind, string> Revocations => KillPlan.WhileKeysAreRevoked.OnEachStore;

    public static TheoryData<StoreKind, string> MasterKeys => KillPlan.WhileTheMasterKeyChanges.OnEachStore;

    [Theory]
    [MemberData(nameof(Rotations))]
    public async Task A_rotation_of_data_keys_is_finished_by_the_next_start(StoreKind store, string fuse)
    {
        await using var site = await sites.CopyAsync(store);
        var before = await DieAsync(site, fuse, "/api/secrets/rotate", null);
        await using var next = ServerProcess.Start(site);
        using var after = await next.SignedInAsync();
        (await KidsAsync(after)).ShouldBe(before, "the signing key opens");
        await RefreshesAsync(after, site);
        await PostAsync(after, "/api/secrets/rotate", null);
        (await KidsAsync(after)).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task A_new_signing_key_is_there_with_all_that_belongs_to_it_or_not_at_all(StoreKind store, string fuse)
    {
        var keys = IsBefore(fuse) ? 1 : 2;
        await using var site = await sites.CopyAsync(store);
        var before = await DieAsync(site, fuse, "/api/keys/rotate", new { now = true });
        await using var next = ServerProcess.Start(site);
        using var after = await next.SignedInAsync();
        var now = await KidsAsync(after);
        now.Count.ShouldBe(keys);
        now[^1].ShouldBe(before[0], "the old key verifies what it signed");
        await RefreshesAsync(after, site);
        await PostAsync(after, "/api/keys/rotate", new { now = true });
        (await KidsAsync(after)).Count.ShouldBe(keys + 1);
    }

    [Theory]
    [MemberData(nameof(Revocations))]
    public async Task A_revocation_is_whole_or_did_not_happen(StoreKind store, string fuse)
    {
        var happened = !IsBefore(fuse);
        await using var site = await sites.CopyAsync(store);
        var before = await DieAsync(site, fuse, "/api/keys/rotate", new { revoke = true });
        await using var next = ServerProcess.Start(site);
        using var after = await next.SignedInAsync();
        (await KidsAsync(after)).Contains(before[0], StringComparer.Ordinal).ShouldBe(!happened);
        (await RefreshAsync(after, site)).ShouldBe(happened ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(MasterKeys))]
    public async Task The_master_key_in_its_place_opens_everything_and_a_second_run_finishes(StoreKind store, string fuse)
    {
        await using var site = await sites.CopyAsync(store);
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
        if (fuse.Contains(KillPlan.Wraps, StringComparison.Ordinal))
        {
            await File.WriteAllBytesAsync(site.File("master.key"), old, TestContext.Current.CancellationToken);
            await using var refused = ServerProcess.Start(site);
            (await refused.ExitAsync()).ShouldBe(1, "the old key opens nothing any more");
        }
    }

    /// <summary>Whether it dies before COMMIT: then nothing happened.</summary>
    private static bool IsBefore(string fuse) => fuse.StartsWith("Before:", StringComparison.Ordinal);

    /// <summary>The ids of the keys, once the server has died over a request.</summary>
    private static async Task<IReadOnlyList<string>> DieAsync(Site site, string fuse, string path, object? body)
    {
        await using var faulty = ServerProcess.StartFaulty(site, fuse);
        using var api = await faulty.SignedInAsync();
        var before = await KidsAsync(api);
        await Should.ThrowAsync<HttpRequestException>(() => api.Http.PostAsJsonAsync(path, body));
        (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        return before;
    }

    private static async Task StartsAsync(Site site)
    {
        await using var server = ServerProcess.Start(site);
        using var api = await server.SignedInAsync();
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

    private static async Task RefreshesAsync(Api api, Site site) => (await RefreshAsync(api, site)).ShouldBe(HttpStatusCode.OK);

    private static async Task<HttpStatusCode> RefreshAsync(Api api, Site site)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", site.Session!.Refresh)]);
        using var answer = await api.Http.PostAsync("/oauth/token", form);
        return answer.StatusCode;
    }
}
