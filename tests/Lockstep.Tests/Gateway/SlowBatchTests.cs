using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>Batches of which some reads are slow.</summary>
public sealed class SlowBatchTests
{
    private const string Deaf = "/api/erp/orders";
    private const string Slow = "/api/customers/1/overview";
    private const string Quick = "/api/customers/1";
    private readonly ManualClock _clock = new();
    private readonly SlowSource _source = new();

    [Fact]
    public async Task A_slow_read_is_called_off_by_itself_whether_it_listens_or_not_and_the_others_are_answered()
    {
        await using var app = await StartAsync(("Batch:Parallel", "3"));

        // The last slow one is asked only after all the quick ones had the third place.
        var items = await AskAsync(app, TimeSpan.FromSeconds(10), Deaf, Slow, Quick, Quick, "/api/customers/9", Quick, Slow);
        items.Select(static item => (int)item!["status"]!).ShouldBe([503, 503, 200, 200, 404, 200, 503]);
        foreach (var late in new[] { items[0]!, items[1]!, items[6]! })
        {
            ((int)late["retryAfter"]!).ShouldBe(5);
            ((int)late["body"]!["status"]!).ShouldBe(503);
            ((string)late["body"]!["detail"]!).ShouldContain("took too long");
        }

        _source.Release();
        (await AskAsync(app, TimeSpan.Zero, Deaf, Quick)).ShouldAllBe(static item => (int)item!["status"]! == 200);
    }

    [Fact]
    public async Task Reads_for_which_the_batch_has_no_time_left_say_so_each_and_one_that_hangs_keeps_its_place()
    {
        await using var app = await StartAsync(("Batch:Parallel", "1"), ("Batch:ReadTimeout", "00:10:00"));
        var items = await AskAsync(app, TimeSpan.FromSeconds(24), Quick, Deaf, Quick, Quick);
        items.Select(static item => (int)item!["status"]!).ShouldBe([200, 503, 503, 503]);
        ((string)items[1]!["body"]!["detail"]!).ShouldContain("took too long");
        ((string)items[2]!["body"]!["detail"]!).ShouldContain("took all its time");
        ((string)items[3]!["path"]!).ShouldBe(Quick);
        _source.Asked.ShouldBe(1);
        _source.Release();
    }

    private async Task<TestApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = await TestApp.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Aggregation:SourceTimeout", "00:01:00")]);
                builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)));
                builder.Services.AddSingleton<TimeProvider>(_clock);
                builder.Services.AddSingleton<IOverviewPart>(_source);
            },
            decorate: builder => _source.Wrap(builder.Services));
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        (await app.PostAsync("/api/products", """{"name":"Bolt","price":1,"stock":9}""")).Status.ShouldBe(201);
        (await app.PostAsync("/api/orders", """{"customerId":1,"items":[{"productId":1,"quantity":1}]}""")).Status.ShouldBe(201);
        return app;
    }

    /// <summary>Asks, and lets time pass once what is slow was asked.</summary>
    private async Task<JsonArray> AskAsync(TestApp app, TimeSpan passes, params string[] paths)
    {
        var asked = app.PostAsync(
            "/api/batch", JsonSerializer.Serialize(new { requests = paths.Select(static path => new { path }) }));
        if (passes > TimeSpan.Zero)
        {
            var slow = paths.Count(static path => path is Deaf or Slow);
            await TestApp.EventuallyAsync(() => Task.FromResult(_source.Asked == slow), "all that is slow is asked");
            _clock.Advance(passes - TimeSpan.FromMilliseconds(1));
            asked.IsCompleted.ShouldBeFalse();
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var answer = await asked.SoonAsync();
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Items;
    }

    /// <summary>A part of the overview that takes its time until it is called off, and a directory that does not even listen.</summary>
    private sealed class SlowSource : IOverviewPart
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public IReadOnlyList<string> Names { get; } = ["slow"];

        public string Permission => Permissions.CustomersRead;

        public string? OwnPermission => null;

        public void Release() => _released.TrySetResult();

        public async ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct)
        {
            await HangAsync(ct);
            return null;
        }

        public void Wrap(IServiceCollection services)
        {
            var inner = services.Last(static one => one.ServiceType == typeof(ICustomerDirectory));
            services[services.IndexOf(inner)] = ServiceDescriptor.Singleton<ICustomerDirectory>(provider => new DeafDirectory(
                (ICustomerDirectory)(inner.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)), this));
        }

        public Task HangAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref _asked);
            return _released.Task.WaitAsync(ct);
        }
    }

    private sealed class DeafDirectory(ICustomerDirectory inner, SlowSource source) : ICustomerDirectory
    {
        public async ValueTask<IReadOnlyDictionary<long, Customer>> ReadAsync(IReadOnlyCollection<long> customerIds, CancellationToken ct)
        {
            await source.HangAsync(CancellationToken.None);
            return await inner.ReadAsync(customerIds, ct);
        }

        public ValueTask<string?> FindNameAsync(long id, CancellationToken ct) => inner.FindNameAsync(id, ct);

        public ValueTask<IReadOnlyList<CustomerName?>> FindAsync(IReadOnlyList<CustomerKey> keys, CancellationToken ct) =>
            inner.FindAsync(keys, ct);

        public ValueTask<IReadOnlyList<long>> SearchAsync(string text, int limit, CancellationToken ct) =>
            inner.SearchAsync(text, limit, ct);

        public ValueTask<long> CountAsync(CancellationToken ct) => inner.CountAsync(ct);
    }
}
