using System.Text;
using Lockstep.Gateway;
using Lockstep.Gateway.Dialects;
using Lockstep.Gateway.Edge;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Gateway;

/// <summary>The translation of a request, before a gateway of the test's.</summary>
public sealed class DialectRouterTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_list_of_many_slow_pages_has_no_more_time_than_any_other_request()
    {
        var pages = 0;
        var context = Request("/customers");
        context.Features.Set(new ListenerFeature(Dialect.Mini, null));
        await Router(async inner =>
        {
            pages++;
            _clock.Advance(TimeSpan.FromSeconds(10));
            inner.RequestAborted.ThrowIfCancellationRequested();
            var rows = string.Join(',', Enumerable.Repeat("{}", 500));
            await inner.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($$"""{"items":[{{rows}}],"next":"x"}"""), inner.RequestAborted);
        }).InvokeAsync(context);
        context.Response.StatusCode.ShouldBe(503);
        context.Response.Headers.RetryAfter.ToString().ShouldBe("5");
        pages.ShouldBe(3);
    }

    private static DefaultHttpContext Request(string path)
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.Path) = ("GET", path);
        return context;
    }

    private DialectRouter Router(RequestDelegate next) => new(next, new TimeLimit(Options.Create(new EdgeOptions()), _clock));
}
