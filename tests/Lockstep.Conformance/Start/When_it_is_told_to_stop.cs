using System.Net;
using System.Text;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Start;

public sealed class When_it_is_told_to_stop
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    [Theory]
    [OnEachStore("INT")]
    [OnEachStore("TERM")]
    public async Task It_answers_what_is_under_way_and_ends_well(StoreKind store, string signal)
    {
        await using var site = new Site(store);
        await using (var process = ServerProcess.Start(site))
        {
            using var api = await process.ReadyAsync();
            using var content = new HalfContent("{\"name\":", "\"slow\"}");
            var answer = PostAsync(api, content);
            await Eventually.EndsAsync(content.HalfSent, "the request is not under way");

            await process.SignalAsync(signal);
            await Eventually.HoldsAsync(async () => await TakesRequestsAsync(api) ? "it still takes requests" : null);
            content.SendRest();

            (await answer).ShouldBe(HttpStatusCode.Created);
            (await process.ExitAsync(Soon)).ShouldBe(0);
            process.Errors.ShouldBeEmpty();
        }

        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        await Reconciliation.QuietAsync(after);
        (await after.CountAsync("/api/packages")).ShouldBe(1);
    }

    [Theory]
    [OnEachStore]
    public async Task It_ends_within_seconds_under_load_and_loses_nothing(StoreKind store)
    {
        await using var site = new Site(store);
        var creates = new Creates();
        await using (var process = ServerProcess.Start(site))
        {
            using var api = await process.ReadyAsync();
            var load = creates.UntilGoneAsync(api, 4);
            await Eventually.HoldsAsync(() => creates.Answered.Count > 50, "nothing is created");
            await process.SignalAsync("TERM");
            (await process.ExitAsync(Soon)).ShouldBe(0);
            await load;
        }

        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        await creates.RepeatAsync(after);
        await Reconciliation.QuietAsync(after);
        await Reconciliation.BalanceAsync(after, creates);
    }

    private static async Task<HttpStatusCode> PostAsync(Api api, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers") { Content = content };

        // The body is only sent once the server has asked for it: then the request is under way.
        request.Headers.ExpectContinue = true;
        using var answer = await api.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<bool> TakesRequestsAsync(Api api)
    {
        try
        {
            using var fresh = new HttpClient { BaseAddress = api.Http.BaseAddress };
            using var answer = await fresh.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>JSON whose second half is held back.</summary>
    private sealed class HalfContent : HttpContent
    {
        private readonly TaskCompletionSource<bool> _halfSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _first;
        private readonly byte[] _second;

        public HalfContent(string first, string second)
        {
            (_first, _second) = (Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second));
            Headers.ContentType = new("application/json");
        }

        public Task<bool> HalfSent => _halfSent.Task;

        public void SendRest() => _rest.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_first);
            await stream.FlushAsync();
            _halfSent.SetResult(true);
            await _rest.Task;
            await stream.WriteAsync(_second);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _first.Length + _second.Length;
            return true;
        }
    }
}
