using Lockstep.Runtime.UseCases;

namespace Lockstep.Tests.Runtime.UseCases;

/// <summary>Answers that are kept for repeats.</summary>
public sealed class StoredAnswerTests
{
    [Fact]
    public void A_refusal_that_a_version_before_kept_as_problem_details_is_read_like_one_of_now()
    {
        var before = Answer.Stored(409, """
            {"type":"about:blank","title":"Conflict","status":409,"detail":"Customer 1 has this email already.","instance":"/api/customers",
             "traceId":"00-abc","errors":{"email":["Is taken by customer 1."]}}
            """u8.ToArray());
        var refusal = before.Refusal.ShouldNotBeNull();
        (refusal.Code, refusal.Detail, refusal.TraceId).ShouldBe((RefusalCode.Conflict, "Customer 1 has this email already.", "00-abc"));
        refusal.Errors!["email"].ShouldBe(["Is taken by customer 1."]);
        var now = Answer.Stored(before.Number, before.Content).Refusal.ShouldNotBeNull();
        (now.Code, now.Detail, now.TraceId, now.ToText()).ShouldBe((refusal.Code, refusal.Detail, refusal.TraceId, refusal.ToText()));
    }

    [Fact]
    public void What_was_made_is_told_again_with_its_version_and_its_place()
    {
        var made = Answer.Created("{}"u8.ToArray(), 1, "/api/customers/7");
        var again = Answer.Stored(made.Number, made.Content, made.Version, made.Location);
        (again.Kind, again.Version, again.Location, again.Refusal).ShouldBe((AnswerKind.Created, 1L, "/api/customers/7", null));
    }
}
