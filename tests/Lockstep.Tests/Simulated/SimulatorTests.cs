using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Webhooks;

namespace Lockstep.Tests.Simulated;

/// <summary>What other tests rely on when they prove something by the simulator.</summary>
public sealed class SimulatorTests
{
    [Theory]
    [InlineData(FaultKind.Refuse, false)]
    [InlineData(FaultKind.RefuseAfter, true)]
    [InlineData(FaultKind.Cut, false)]
    [InlineData(FaultKind.CutAfter, true)]
    [InlineData(FaultKind.Hang, false)]
    [InlineData(FaultKind.HangAfter, true)]
    [InlineData(FaultKind.Garble, true)]
    public async Task A_fault_lets_the_write_stand_or_not_and_happens_as_often_as_it_was_told(FaultKind what, bool stands)
    {
        await using var caller = await Caller.StartAsync();
        var crm = caller.Server.Crm;
        crm.Faults.Add(new Fault { What = what, Method = "POST", Kind = "customers", Times = 1 });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var hears = IsCreatedAsync(caller.Http, patience.Token);
        await Patience.UntilAsync(() => crm.Ledger.Answered.Count > 0);
        if (what is FaultKind.Hang or FaultKind.HangAfter)
        {
            await patience.CancelAsync();
        }

        (await hears.SoonAsync()).ShouldBeFalse();
        crm.Ledger["customers"].Created.ShouldBe(stands ? 1 : 0);
        (await caller.CreateAsync("crm/customers", "Next")).Status.ShouldBe(201);
        crm.Records.All("customers").Count.ShouldBe(stands ? 2 : 1);
    }

    [Theory]
    [InlineData(Paging.Page)]
    [InlineData(Paging.Offset)]
    [InlineData(Paging.Keyset)]
    [InlineData(Paging.Link)]
    public async Task Each_way_of_paging_gives_every_record_once(Paging paging)
    {
        await using var caller = await Caller.StartAsync();
        caller.Server.Erp.Settings = new WorldSettings { Paging = paging, PageSizeMax = 3, Ids = IdStyle.Slashed };
        for (var number = 0; number < 8; number++)
        {
            await caller.CreateAsync("erp/parties", $"N{number}");
        }

        var names = new List<string>();
        for (var (path, page) = ("erp/parties?x", 1); path is not null; page++)
        {
            var body = (await caller.SendAsync(HttpMethod.Get, path.Replace("?x", "", StringComparison.Ordinal))).Body!;
            var items = body["data"]!.AsArray();
            names.AddRange(items.Select(item => (string)item!["name"]!));
            path = paging switch
            {
                Paging.Page => items.Count == 3 ? $"erp/parties?page={page + 1}" : null,
                Paging.Offset => items.Count == 3 ? $"erp/parties?offset={page * 3}" : null,
                Paging.Keyset => (string?)body["meta"]!["next"] is { } next ? $"erp/parties?after={next}" : null,
                _ => (string?)body["meta"]!["next"],
            };
        }

        names.ShouldBe(Enumerable.Range(0, 8).Select(number => $"N{number}"));
    }

    [Fact]
    public async Task A_key_makes_a_repeat_safe_only_where_it_is_heeded()
    {
        await using var caller = await Caller.StartAsync();
        var wish = new JsonObject { ["name"] = "Ada" };
        for (var repeat = 0; repeat < 2; repeat++)
        {
            await caller.SendAsync(HttpMethod.Post, "crm/customers", wish, ("Idempotency-Key", "k"));
        }

        caller.Server.Crm.Ledger["customers"].Created.ShouldBe(2);
        caller.Server.Crm.Settings = new WorldSettings { Idempotency = true };
        for (var repeat = 0; repeat < 2; repeat++)
        {
            await caller.SendAsync(HttpMethod.Post, "crm/customers", wish, ("Idempotency-Key", "k"));
        }

        caller.Server.Crm.Ledger["customers"].ShouldBe(new() { Created = 3, Repeated = 1 });
    }

    [Fact]
    public async Task Values_are_rewritten_fields_renamed_and_versions_compared()
    {
        await using var caller = await Caller.StartAsync();
        caller.Server.Crm.Settings = new WorldSettings
        {
            Conditional = true,
            Ids = IdStyle.Slashed,
            Rewrites = [new("customers", "email", "upper"), new("customers", "phone", "no-blanks"),
                new("customers", "creditLimit", "round:2")],
            Renames = [new("customers", "phone", "telephone")],
        };
        var fields = new JsonObject { ["name"] = "Ada", ["email"] = "a@b.test", ["telephone"] = "+49 40 1", ["phone"] = "old",
            ["creditLimit"] = 1.005m };
        var made = (await caller.SendAsync(HttpMethod.Post, "crm/customers", fields)).Body!;

        made["email"]!.GetValue<string>().ShouldBe("A@B.TEST");
        made["telephone"]!.GetValue<string>().ShouldBe("+49401");
        made["creditLimit"]!.GetValue<decimal>().ShouldBe(1.01m);
        made.AsObject().ContainsKey("phone").ShouldBeFalse();
        var path = $"crm/customers/{Uri.EscapeDataString((string)made["id"]!)}";
        (await caller.SendAsync(HttpMethod.Patch, path, new JsonObject { ["name"] = "B" }, ("If-Match", "\"2\""))).Status.ShouldBe(412);
        (await caller.SendAsync(HttpMethod.Patch, path, new JsonObject { ["name"] = "B" }, ("If-Match", "\"1\""))).Status.ShouldBe(200);
        (await caller.SendAsync(HttpMethod.Delete, path)).Status.ShouldBe(204);
        (await caller.SendAsync(HttpMethod.Get, path)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_token_ends_and_a_refresh_token_is_good_once()
    {
        await using var caller = await Caller.StartAsync();
        caller.Server.Erp.Settings = new WorldSettings { SignIn = SignInKind.OAuth };
        var first = await TokenAsync(caller, "client_credentials", "");
        (await PingAsync(caller, first.Access)).ShouldBe(200);

        caller.Server.Erp.Tokens.Expire();

        (await PingAsync(caller, first.Access)).ShouldBe(401);
        (await PingAsync(caller, (await TokenAsync(caller, "refresh_token", $"&refresh_token={first.Refresh}")).Access)).ShouldBe(200);
        (await TokenAsync(caller, "refresh_token", $"&refresh_token={first.Refresh}")).Access.ShouldBe("");
    }

    [Fact]
    public async Task Notifications_come_twice_and_shuffled_and_alike_for_one_seed()
    {
        var runs = new List<string[]>();
        for (var run = 0; run < 2; run++)
        {
            await using var receiver = await Receiver.StartAsync();
            await using var caller = await Caller.StartAsync(new() { Seed = 7 });
            caller.Server.Crm.Settings = new WorldSettings { WebhookUrl = receiver.Url, DuplicateEvery = 3, ReorderWindow = 20 };
            for (var number = 0; number < 9; number++)
            {
                await caller.CreateAsync("crm/customers", $"N{number}");
            }

            await caller.Server.Crm.Notifications.FlushAsync();
            caller.Server.Crm.Notifications.Sent.ShouldBe(12);
            runs.Add([.. receiver.Calls.Select(call => (string)call.Json["id"]!)]);
        }

        runs[0].ShouldBe(runs[1]);
        runs[0].SequenceEqual(runs[0].Order(StringComparer.Ordinal), StringComparer.Ordinal).ShouldBeFalse();
        runs[0].Distinct(StringComparer.Ordinal).Count().ShouldBe(9);
    }

    private static async Task<bool> IsCreatedAsync(HttpClient http, CancellationToken ct)
    {
        try
        {
            using var content = new StringContent("{\"name\":\"Ada\"}");
            using var answer = await http.PostAsync("crm/customers", content, ct);
            return answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType is "application/json";
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static async Task<(string Access, string Refresh)> TokenAsync(Caller caller, string grant, string more)
    {
        using var form = new StringContent($"client_id=lockstep&client_secret={new WorldSettings().Secret}&grant_type={grant}{more}");
        using var answer = await caller.Http.PostAsync("erp/oauth/token", form, TestContext.Current.CancellationToken);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return ((string?)body["access_token"] ?? "", (string?)body["refresh_token"] ?? "");
    }

    private static async Task<int> PingAsync(Caller caller, string token) =>
        (await caller.SendAsync(HttpMethod.Get, "erp/ping", null, ("Authorization", $"Bearer {token}"))).Status;
}
