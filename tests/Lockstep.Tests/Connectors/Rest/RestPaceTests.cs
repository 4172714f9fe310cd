using Lockstep.Connectors.Sdk;
using Lockstep.Tests.Support;
using static Lockstep.Tests.Connectors.Rest.ScriptedApi;

namespace Lockstep.Tests.Connectors.Rest;

/// <summary>What did not go out is said to have done nothing; what went out and came back shows no secret.</summary>
public sealed class RestPaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_is_not_at_its_turn_is_not_made_and_told_when_to_come()
    {
        using var api = new ScriptedApi(_ => Json("""{ "id": 1 }"""));
        var system = api.Open("create: c", limits: new SystemLimits { Rate = 0.1 });
        (await CreateAsync(system).SoonAsync()).Cause.ShouldBeNull();

        var next = await CreateAsync(system).SoonAsync();

        (next.Cause, next.RetryAfter).ShouldBe((FailureCause.Unavailable, TimeSpan.FromSeconds(10)));
        api.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_system_that_wants_to_be_left_alone_is_so_by_those_who_wait_already()
    {
        var refusal = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var api = new ScriptedApi((_, _) => refusal.Task);
        var system = api.Open("create: c", limits: new SystemLimits { Rate = 2 });
        var (first, second) = (CreateAsync(system), CreateAsync(system));
        var answer = Json("{}", 429);
        answer.Headers.TryAddWithoutValidation("Retry-After", "7");
        refusal.SetResult(answer);
        (await first.SoonAsync()).Cause.ShouldBe(FailureCause.Quota);

        api.Clock.Advance(TimeSpan.FromMilliseconds(500));

        var told = await second.SoonAsync();
        (told.Cause, told.RetryAfter).ShouldBe((FailureCause.Unavailable, TimeSpan.FromSeconds(6.5)));
        api.Asked.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(490)]
    [InlineData(985)]
    public async Task A_secret_is_masked_also_where_it_is_cut_or_escaped(int before)
    {
        var escaped = Secret.Replace("&", "\\u0026", StringComparison.Ordinal);
        using var api = new ScriptedApi(_ => Json(
            $$"""{ "key": "{{new string('x', before)}}{{Secret}}", "php": "{{escaped}}" }""", 400));
        var system = api.Open("create: c", "errors: { message: key, field: key }");

        var result = await CreateAsync(system);

        var told = $"{result.Message} {result.Answer} {string.Join(' ', result.Fields.Keys)}";
        told.ShouldNotContain("sesa");
    }

    [Fact]
    public async Task A_secret_is_masked_also_where_an_answer_in_another_encoding_tears_it_apart()
    {
        using var api = new ScriptedApi(_ => Text(string.Join('\0', Secret), "text/plain", 400));

        (await CreateAsync(api.Open("create: c"))).Answer.ShouldBe("***");
    }

    private static Task<ApplyResult> CreateAsync(ISystem system) => system.CreateAsync(new CreateRequest("customer", [], "key"), Ct);
}
