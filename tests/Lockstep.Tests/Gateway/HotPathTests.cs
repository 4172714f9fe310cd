using Lockstep.Gateway.Dialects;
using Lockstep.Gateway.Edge;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Gateway;

/// <summary>What every request pays, whether it needs it or not.</summary>
public sealed class HotPathTests
{
    private const int Requests = 1_000;

    [Fact]
    public void A_request_in_time_costs_no_timer_of_its_own()
    {
        using var client = new CancellationTokenSource();
        var context = new DefaultHttpContext { RequestAborted = client.Token };
        var limit = new TimeLimit(Options.Create(new EdgeOptions()), TimeProvider.System);

        // The token itself is boxed where the framework keeps it; a source with a timer and its registrations is several hundred bytes.
        Allocated(() => limit.KeepAsync(context, static _ => Task.CompletedTask).IsCompletedSuccessfully.ShouldBeTrue())
            .ShouldBeLessThan(100 * Requests);
        context.RequestAborted.ShouldBe(client.Token);
    }

    [Fact]
    public async Task A_request_that_was_called_off_leaves_nothing_to_the_next_one()
    {
        var limit = new TimeLimit(Options.Create(new EdgeOptions { RequestTimeout = TimeSpan.FromMilliseconds(100) }), TimeProvider.System);
        for (var number = 0; number < 3; number++)
        {
            var late = new DefaultHttpContext();
            await limit.KeepAsync(late, static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
            late.Response.StatusCode.ShouldBe(503);
            var next = new DefaultHttpContext();
            await limit.KeepAsync(next, static context =>
            {
                context.RequestAborted.IsCancellationRequested.ShouldBeFalse();
                return Task.CompletedTask;
            });
            next.Response.StatusCode.ShouldBe(200);
        }
    }

    [Fact]
    public void To_ask_for_the_dialect_of_a_canonical_path_costs_nothing()
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/api/customers/1";
        Allocated(() => Dialect.Of(context).ShouldBeNull()).ShouldBeLessThan(10 * Requests);
    }

    [Theory]
    [InlineData("/api/crm", "erp")]
    [InlineData("/API/Crm/customers", "erp")]
    [InlineData("/api/integrations/x", "erp")]
    [InlineData("/api/customers/register", "shop")]
    [InlineData("/api/customers/registered", null)]
    [InlineData("/api/customers", null)]
    [InlineData("/api/crmx", null)]
    [InlineData("/api", null)]
    [InlineData("/", null)]
    [InlineData("", null)]
    public void A_path_has_its_dialect_by_whole_segments(string path, string? dialect)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        Dialect.Of(context).ShouldBe(dialect);
    }

    /// <summary>The bytes of many runs, after some that fill the pools.</summary>
    private static long Allocated(Action run)
    {
        Repeat(run);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(run);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Repeat(Action run)
    {
        for (var number = 0; number < Requests; number++)
        {
            run();
        }
    }
}
