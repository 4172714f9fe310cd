using System.Text.Json.Nodes;
using Lockstep.Identity.Keys;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>Overview and search when one of their sources hangs, is away or is broken.</summary>
public sealed class PartialTests : IAsyncLifetime
{
    private const int Places = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly ManualClock _clock = new();
    private readonly Troubled _troubled = new();

    private TestApp App { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Aggregation:ReadsPerSource", "2")]);
                builder.Services.AddSingleton<TimeProvider>(_clock);
            },
            decorate: builder => _troubled.Wrap(builder.Services));
        await App.AddCustomerAsync("""{"name":"Ada"}""");
    }

    public async ValueTask DisposeAsync()
    {
        _troubled.Release();
        await App.DisposeAsync();
        _troubled.Dispose();
    }

    [Fact]
    public async Task Each_source_of_the_overview_may_hang_in_turn_and_is_named()
    {
        foreach (var (source, missing) in new (string, string[])[]
        {
            ("customer", ["customer"]), ("orders", ["orders", "moneyOwed"]), ("packages", ["packages"]), ("tickets", ["tickets"]),
        })
        {
            foreach (var trouble in new[] { Trouble.Hangs, Trouble.Blocks, Trouble.IsAway, Trouble.IsBroken })
            {
                await ShouldLackAsync("/api/customers/1/overview", source, trouble, missing, (answer, name) => answer[name] is not null);
            }
        }
    }

    [Fact]
    public async Task Each_kind_of_the_search_may_hang_in_turn_and_is_named()
    {
        await TestApp.EventuallyAsync(async () => (await App.GetAsync("/api/packages/1")).Status == 200, "the package is made");
        foreach (var kind in new[] { "customer", "product", "order", "package", "ticket", "user" })
        {
            await ShouldLackAsync(
                "/api/search?q=1", kind, Trouble.Hangs, [kind],
                (answer, name) => answer["items"]!.AsArray()
                    .Any(item => string.Equals((string?)item!["kind"], name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_source_that_does_not_listen_never_has_more_under_way_than_it_has_places()
    {
        _troubled.Set("orders", Trouble.HangsDeaf);
        var reasons = new List<string?>();
        while (reasons.Count < 3 * Places)
        {
            reasons.Add(ReasonOf(await AskAsync("/api/customers/1/overview"), "orders"));
        }

        var busyFrom = reasons.IndexOf("busy");
        busyFrom.ShouldBeInRange(0, Places);
        reasons.ShouldBe([.. Enumerable.Repeat("timeout", busyFrom), .. Enumerable.Repeat("busy", reasons.Count - busyFrom)]);
        _troubled.UnderWay("orders").ShouldBe(Places);
        _troubled.Set("orders", Trouble.None);
        _troubled.Release();
        await TestApp.EventuallyAsync(
            async () => !(bool)(await AskAsync("/api/customers/1/overview")).Body!["partial"]!, "all is well again");
        _troubled.UnderWay("orders").ShouldBe(0);
    }

    [Fact]
    public async Task When_nothing_answers_it_is_a_503_that_says_when_to_try_again()
    {
        foreach (var source in new[] { "customer", "orders", "packages", "tickets", "product", "order", "package", "ticket", "user" })
        {
            _troubled.Set(source, Trouble.IsAway);
        }

        foreach (var path in new[] { "/api/customers/1/overview", "/api/search?q=1" })
        {
            var answer = await App.GetAsync(path);
            answer.ShouldBeProblem(503, path);
            answer.Message.Headers.RetryAfter.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task What_a_caller_may_not_see_is_not_missing()
    {
        _troubled.Set("orders", Trouble.IsAway);
        _troubled.Set("order", Trouble.IsAway);
        using var client = App.WithToken(App.Services.GetRequiredService<TokenIssuer>().Issue(
            new TokenRequest("user:1000", "Someone", ["support"], Version: 1) { Scopes = ["customers:read"], SignedInAt = App.Now }));
        foreach (var path in new[] { "/api/customers/1/overview", "/api/search?q=ada" })
        {
            var answer = await client.SendAsync(HttpMethod.Get, path, null);
            answer.Status.ShouldBe(200);
            ((bool)answer.Body!["partial"]!).ShouldBeFalse(answer.Body.ToJsonString());
        }
    }

    /// <summary>Asks until all the others were in time, which they nearly always are at once.</summary>
    private async Task ShouldLackAsync(
        string path, string source, Trouble trouble, string[] missing, Func<JsonObject, string, bool> has)
    {
        var whole = (await App.GetAsync(path)).Body!;
        ((bool)whole["partial"]!).ShouldBeFalse();
        _troubled.Set(source, trouble);
        await TestApp.EventuallyAsync(
            async () =>
            {
                var answer = await AskAsync(path);
                answer.Status.ShouldBe(200, $"{source} {trouble}");
                var lacking = answer.Body!["missing"]!.AsArray();
                string[] reasons = trouble switch
                {
                    Trouble.IsAway => ["unavailable"],
                    Trouble.IsBroken => ["failed"],

                    // What was asked before, when others were late too, may still have its place.
                    _ => ["timeout", "busy"],
                };
                foreach (var name in missing)
                {
                    reasons.Contains(ReasonOf(answer, name), StringComparer.Ordinal).ShouldBeTrue($"{source} {trouble}");
                    has(answer.Body.AsObject(), name).ShouldBeFalse($"{source} {trouble}");
                }

                ((bool)answer.Body["partial"]!).ShouldBeTrue();
                answer.Body.ToJsonString().ShouldNotContain("secret");
                return lacking.Count == missing.Length;
            },
            $"only {source} is missing");
        _troubled.Set(source, Trouble.None);
        await TestApp.EventuallyAsync(async () => !(bool)(await App.GetAsync(path)).Body!["partial"]!, "all is well again");
    }

    /// <summary>Asks, and lets the limit pass once the source in trouble was asked, or had no place to be asked.</summary>
    private async Task<ApiAnswer> AskAsync(string path)
    {
        while (true)
        {
            // Where the limit passed before the others were asked, nothing at all was known.
            var answer = await AskOnceAsync(path);
            if (answer.Status != 503)
            {
                return answer;
            }
        }
    }

    private async Task<ApiAnswer> AskOnceAsync(string path)
    {
        var answer = App.GetAsync(path);
        await TestApp.EventuallyAsync(
            () =>
            {
                if (!answer.IsCompleted && _troubled.Reached.IsCompleted)
                {
                    _clock.Advance(Limit);
                }

                return Task.FromResult(answer.IsCompleted);
            },
            "the overview is answered within its limit");
        return await answer;
    }

    private static string? ReasonOf(ApiAnswer answer, string part) => (string?)answer.Body!["missing"]!.AsArray()
        .SingleOrDefault(one => string.Equals((string?)one!["part"], part, StringComparison.Ordinal))?["reason"];
}
