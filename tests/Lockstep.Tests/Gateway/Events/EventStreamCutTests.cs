using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Events;

/// <summary>Clients whose connections are cut at any moment, by chance that can be repeated.</summary>
[RunsOnEachStore]
public sealed class EventStreamCutTests
{
    private const int Customers = 6;
    private const int Changes = 150;
    private const string LastName = "the last one";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 3_000)]
    [InlineData(2, 9_000)]
    [InlineData(3, 40_000)]
    public async Task A_client_that_comes_back_misses_nothing_and_hears_nothing_twice(int seed, int bytesMax)
    {
        await using var app = await EdgeApp.StartAsync(("EventStream:BufferMax", "16"), ("EventStream:PerCallerMax", "1000"));
        await using var proxy = new CuttingProxy(app.Address, seed, bytesMax);
        using var begin = await StreamClient.BegunAsync(app.Admin);
        var writing = WriteAsync([app], seed);
        var heard = await FollowAsync(app, proxy, begin.LastId!);
        await writing;
        proxy.Cuts.ShouldBeGreaterThan(bytesMax < 10_000 ? 10 : 0, "else this test shows nothing");
        await ShouldBeAllAsync(app, heard);
    }

    [Fact]
    public async Task A_client_that_changes_between_two_processes_misses_nothing_and_hears_nothing_twice()
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "SQLite files serve one process.");
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartBesideAsync();
        await using var proxy = new CuttingProxy(one.Address, 4, 6_000);
        using var begin = await StreamClient.BegunAsync(other.Admin);
        var writing = WriteAsync([one, other], 4);
        var heard = await FollowAsync(
            one, proxy, begin.LastId!, () => proxy.Target = proxy.Target == one.Address ? other.Address : one.Address);
        await writing;
        await ShouldBeAllAsync(one, heard);
    }

    /// <summary>Reads until the last that is written has come, and connects again as often as it takes.</summary>
    private static async Task<IReadOnlyList<StreamEvent>> FollowAsync(TestApp app, CuttingProxy proxy, string from, Action? cut = null)
    {
        var heard = new List<StreamEvent>();
        var last = from;
        using var http = new HttpClient { BaseAddress = proxy.Address };
        http.DefaultRequestHeaders.Authorization = app.Admin.DefaultRequestHeaders.Authorization;
        while (!IsLast(heard.LastOrDefault()))
        {
            Ct.ThrowIfCancellationRequested();
            try
            {
                using var stream = await StreamClient.OpenAsync(http, "?type=lockstep.customer.*", last);
                stream.Status.ShouldBe(200);
                while (await stream.NextAsync() is { } next)
                {
                    heard.Add(next);
                    last = next.Id!;
                    if (IsLast(next))
                    {
                        break;
                    }
                }
            }
            catch (Exception error) when (error is IOException or HttpRequestException)
            {
                cut?.Invoke();
            }
        }

        return heard;
    }

    private static bool IsLast(StreamEvent? heard) =>
        string.Equals(heard?.Data["data"]!["record"]?["name"]?.ToString(), LastName, StringComparison.Ordinal);

    /// <summary>Makes some customers and changes them, in no order, then one more.</summary>
    private static async Task WriteAsync(TestApp[] apps, int seed)
    {
        await Task.WhenAll(Enumerable.Range(0, Customers).Select(number => Task.Run(async () =>
        {
            var chance = new Random(seed * 100 + number);
            var id = await apps[0].AddCustomerAsync($$"""{"name":"Customer {{number}}"}""");
            for (var change = 0; change < Changes / Customers; change++)
            {
                var app = apps[chance.Next(apps.Length)];
                (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", $$"""{"phone":"{{change}}"}""")).Status.ShouldBe(200);
            }
        }, Ct)));
        await apps[0].NumberedAsync("crm");
        await apps[0].AddCustomerAsync($$"""{"name":"{{LastName}}"}""");
    }

    /// <summary>Just what the changes feed has, in its order.</summary>
    private static async Task ShouldBeAllAsync(TestApp app, IReadOnlyList<StreamEvent> heard)
    {
        var all = (await app.GetAsync("/api/customers/changes?after=0&size=1000")).Items;
        heard.Select(static one => one.Change).ShouldBe(all.Select(static change => $"customers/{change!["id"]}@{change["version"]}"));
        heard.Select(static one => (string?)one.Data["id"]).ShouldBe(all.Select(static change => (string?)change!["eventId"]));
    }
}
