using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Systems;

/// <summary>POST /systems/{name}/test</summary>
internal static class TestSystem
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{name}/test",
            (string name, Work work, SyncDatabase database, [FromServices] IEnumerable<ISystem> systems) =>
                RunAsync(name, work, database, systems).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .WithoutTimeLimit()
        .Describe(
            "Try whether a system can be reached and lets Lockstep in; changes nothing there",
            Response.Of<SystemTest>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(string name, Work work, SyncDatabase database, IEnumerable<ISystem> systems)
    {
        if (systems.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal)) is not { } system)
        {
            return new Refusal(
                RefusalCode.NotFound, $"There is no system {name}; {Nearest.Hint(name, [.. systems.Select(static one => one.Name)])}");
        }

        var startedAt = database.Clock.GetTimestamp();
        var reply = await AskAsync(system, database.Clock, work.Ct);
        var took = (long)database.Clock.GetElapsedTime(startedAt).TotalMilliseconds;
        var test = reply.Failure is { } failure
            ? new SystemTest(false, Causes.Word(failure.Cause), failure.Message, failure.Status, failure.Answer, took)
            : new SystemTest(true, null, reply.Value!, null, null, took);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(test, SystemJson.Default.SystemTest));
    }

    private static async Task<Reply<string>> AskAsync(ISystem system, TimeProvider clock, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Longest, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await system.TestAsync(both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Failure(FailureCause.Unavailable, $"No answer within {Longest.TotalSeconds:0} s.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new Failure(FailureCause.Unavailable, error.Message);
        }
    }
}
