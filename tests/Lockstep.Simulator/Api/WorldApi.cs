using System.Globalization;
using System.Text;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Simulator.Api;

/// <summary>The API of one system: what goes wrong by order of the test, then sign-in, then what was asked for.</summary>
internal sealed class WorldApi(World world)
{
    private readonly ListApi _lists = new(world);
    private readonly WriteApi _writes = new(world);
    private readonly SignInApi _signIn = new(world);

    public async Task HandleAsync(HttpContext context)
    {
        var call = await Call.ReadAsync(context);
        world.Ledger.Receive($"{call.Method} {call.Kind}");
        var fault = world.Faults.Take(call.Method, call.Kind, call.Id, call.Body);
        if (world.Settings.SlowMs > 0)
        {
            await DelayAsync(world.Settings.SlowMs, context.RequestAborted);
        }

        switch (fault?.What)
        {
            case FaultKind.Refuse:
                await SendAsync(call, Failure(fault));
                return;
            case FaultKind.Echo:
                await SendAsync(call, Say(
                    fault.Status, "repeated", string.Join(' ', context.Request.Headers.Select(static one => $"{one.Key}: {one.Value}"))));
                return;
            case FaultKind.Hang or FaultKind.Cut:
                await LoseAsync(call, fault);
                return;
            case FaultKind.Slow:
                await DelayAsync(fault.DelayMs, context.RequestAborted);
                break;
        }

        await AfterAsync(call, fault, Handle(call));
    }

    private async Task AfterAsync(Call call, Fault? fault, Answer answer)
    {
        switch (fault?.What)
        {
            case FaultKind.HangAfter or FaultKind.CutAfter:
                await LoseAsync(call, fault);
                break;
            case FaultKind.RefuseAfter:
                await SendAsync(call, Failure(fault));
                break;
            case FaultKind.Garble:
                await SendAsync(call, new Answer(200, "<html><body>Welcome to the proxy</body></html>"));
                break;
            default:
                await SendAsync(call, answer);
                break;
        }
    }

    private Answer Handle(Call call)
    {
        if (!world.Limit.TryTake(world.Settings, out var wait))
        {
            return Say(429, "too_many", "Too many requests.") with
            {
                Headers = [("Retry-After", Math.Ceiling(wait).ToString(CultureInfo.InvariantCulture))],
            };
        }

        if (call.Kind is "oauth")
        {
            return _signIn.Handle(call);
        }

        if (!world.Tokens.Allows(call.Header("Authorization"), call.Header("X-Api-Key")))
        {
            return Say(401, "signed_out", "Sign in first.");
        }

        return call.Kind is "ping" ? new Answer(200, "{}")
            : world.Shape.Find(call.Kind) is { } kind ? Handle(call, kind)
            : Say(404, "missing", "There is nothing here.");
    }

    private Answer Handle(Call call, KindShape kind) => (call.Method, call.Segments) switch
    {
        ("GET", [_]) => _lists.List(call, kind),
        ("GET", [_, "changes"]) => _lists.Changes(call, kind),
        ("GET", [_, var id]) => world.Records.Find(kind.Name, id) is { IsDeleted: false } record
            ? RecordJson.Answer(world, record, 200) : Say(404, "missing", $"There is no record {id}."),
        ("POST", [_]) => _writes.Create(call, kind),
        ("PUT", [_, var id]) => _writes.Change(call, kind, id, isWhole: true),
        ("PATCH", [_, var id]) => _writes.Change(call, kind, id, isWhole: false),
        ("DELETE", [_, var id]) => _writes.Delete(call, kind, id),
        _ => Say(405, "not_here", $"{call.Method} does not go here."),
    };

    private Answer Failure(Fault fault)
    {
        var answer = Say(fault.Status, "out_of_order", "Something went wrong.");
        if (fault.RetryAfter is not { } seconds)
        {
            return answer;
        }

        if (!fault.IsDate)
        {
            return answer with { Headers = [("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))] };
        }

        // From the answer's own date, to the second: whoever reads it gets the seconds that the test said.
        var now = world.Clock.True.GetUtcNow();
        return answer with { Headers = [("Date", Http(now)), ("Retry-After", Http(now + TimeSpan.FromSeconds(seconds)))] };
    }

    private static string Http(DateTimeOffset instant) => instant.ToString("R", CultureInfo.InvariantCulture);

    private Answer Say(int status, string code, string message) => Answer.Of(new Refusal(status, code, message), world.Shape.IsWrapped);

    /// <summary>The caller never hears anything.</summary>
    private async Task LoseAsync(Call call, Fault fault)
    {
        Note(call, 0);
        if (fault.What is FaultKind.Hang or FaultKind.HangAfter)
        {
            await world.Faults.HangAsync(call.Context.RequestAborted);
        }

        call.Context.Abort();
    }

    private async Task SendAsync(Call call, Answer answer)
    {
        Note(call, answer.Status);
        var response = call.Context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Body.Length > 0)
        {
            var bytes = Encoding.UTF8.GetBytes(answer.Body);
            response.ContentType = answer.Body[0] == '<' ? "text/html" : "application/json";
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes);
        }
    }

    private void Note(Call call, int status)
    {
        world.Ledger.Answer(status);
        if (world.Settings.KeepsRequests)
        {
            var request = call.Context.Request;
            world.Ledger.Keep(new Heard(
                call.Method, request.Path + request.QueryString.ToString(), call.Body, status,
                request.Headers.ToDictionary(
                    static pair => pair.Key, static pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        }
    }

    private Task DelayAsync(int milliseconds, CancellationToken ct) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), world.Clock.True, ct);
}
