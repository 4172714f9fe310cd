using System.Text;
using Lockstep.Gateway;
using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Gateway.Dialects;

/// <summary>An answer that goes on to the client while it comes in, before a gateway of the test's.</summary>
public sealed class StreamTests
{
    private const string Path = "/api/integrations/export/orders.csv";
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task An_export_goes_on_to_the_client_piece_by_piece()
    {
        var (context, body) = Request("?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z");
        var seen = new List<string>();
        await Router(async inner =>
        {
            (inner.Request.Path.Value, inner.Request.Query["from"].ToString()).ShouldBe(("/api/orders/export", "2026-01-01T00:00:00Z"));
            inner.Response.ContentType = "text/csv; charset=utf-8";
            foreach (var line in new[] { "orderId,customerId,status,totalAmount,createdAt\n", "1,1,NEW,2.5,T\n" })
            {
                await inner.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line), inner.RequestAborted);
                await inner.Response.Body.FlushAsync(inner.RequestAborted);
                seen.Add(Encoding.UTF8.GetString(body.ToArray()));
            }
        }).InvokeAsync(context);
        seen.ShouldBe(["orderId,customerId,status,totalAmount,createdAt\n", "orderId,customerId,status,totalAmount,createdAt\n1,1,NEW,2.5,T\n"]);
        (context.Response.StatusCode, context.Response.ContentType).ShouldBe((200, "text/csv; charset=utf-8"));
        context.Response.Headers.ContentDisposition.ToString().ShouldBe("attachment; filename=orders.csv");
    }

    [Fact]
    public async Task A_problem_of_an_export_has_the_shape_of_the_dialect()
    {
        var (context, body) = Request("?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z");
        await Router(inner => ((Problem)Refusal.Invalid("to", "Must be later.")).SendAsync(inner)).InvokeAsync(context);
        context.Response.StatusCode.ShouldBe(400);
        context.Response.Headers.ContentDisposition.Count.ShouldBe(0);
        var text = Encoding.UTF8.GetString(body.ToArray());
        text.ShouldContain($"\"instance\":\"{Path}\"");
        text.ShouldContain("\"details\":[\"to: Must be later.\"]");
    }

    [Fact]
    public async Task An_export_may_take_as_long_as_it_needs()
    {
        var (context, _) = Request("?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z");
        await Router(async inner =>
        {
            _clock.Advance(TimeSpan.FromHours(1));
            await inner.Response.Body.WriteAsync("x"u8.ToArray(), inner.RequestAborted);
        }).InvokeAsync(context);
        context.Response.StatusCode.ShouldBe(200);
    }

    private (DefaultHttpContext Context, MemoryStream Body) Request(string query)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddSingleton<TimeProvider>(_clock).BuildServiceProvider() };
        (context.Request.Method, context.Request.Path, context.Request.QueryString, context.Response.Body) = ("GET", Path, new QueryString(query), body);
        return (context, body);
    }

    private DialectRouter Router(RequestDelegate next) => new(next, new TimeLimit(Options.Create(new EdgeOptions()), _clock));
}
