using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Simulator.Behaviour;
using SimulatedSignIn = Lockstep.Simulator.Behaviour.SignInKind;
using SignInKind = Lockstep.Connectors.Sdk.Settings.SignInKind;

namespace Lockstep.Tests.Connectors.Rest;

/// <summary>No write is lost and none is made twice, whatever becomes of its answer.</summary>
public sealed class RestWritingTests
{
    [Theory]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.RefuseAfter)]
    [InlineData(FaultKind.Garble)]
    public async Task A_create_whose_answer_is_lost_is_repeated_under_its_key_and_made_once(FaultKind what)
    {
        await using var site = await RestSite.StartAsync();
        var crm = site.Server.Crm;
        crm.Settings = new WorldSettings { Idempotency = true };
        crm.Faults.Add(new Fault { What = what, Method = "POST", Times = 1 });
        var system = site.Open(SystemFiles.Crm);

        (await CreateAsync(system, "customer")).Cause.ShouldBe(FailureCause.OutcomeUnknown);
        (await CreateAsync(system, "customer")).TargetId.ShouldBe("1");

        crm.Ledger["customers"].Created.ShouldBe(1);
    }

    [Theory]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.RefuseAfter)]
    [InlineData(FaultKind.Garble)]
    public async Task Without_a_key_nobody_knows_and_that_is_what_is_said(FaultKind what)
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Erp.Faults.Add(new Fault { What = what, Method = "POST", Times = 1 });

        (await CreateAsync(site.Open(SystemFiles.Erp), "party")).Cause.ShouldBe(FailureCause.OutcomeUnknown);
    }

    [Fact]
    public async Task An_id_made_of_the_key_makes_a_repeat_safe_where_callers_may_give_ids()
    {
        await using var site = await RestSite.StartAsync();
        var erp = site.Server.Erp;
        erp.Settings = new WorldSettings { ClientIds = true };
        erp.Faults.Add(new Fault { What = FaultKind.CutAfter, Method = "POST", Times = 1 });
        var system = site.Open(SystemFiles.Erp
            .Replace("pageSize: 3", "pageSize: 3\nonce: { id: id }", StringComparison.Ordinal)
            .Replace("field: 'errors[0].field'", "field: 'errors[0].field', meanings: { exists: exists }", StringComparison.Ordinal));
        system.Kinds.Single().Has(Capability.CreateOnce).ShouldBeTrue();

        (await CreateAsync(system, "party")).Cause.ShouldBe(FailureCause.OutcomeUnknown);
        var result = await CreateAsync(system, "party");

        result.Cause.ShouldBeNull();
        Guid.Parse(result.TargetId!).Version.ShouldBe(8);
        erp.Ledger["parties"].Created.ShouldBe(1);
    }

    [Fact]
    public async Task A_system_that_ignores_the_id_it_is_given_is_told_of_at_once()
    {
        await using var site = await RestSite.StartAsync();
        var result = await CreateAsync(
            site.Open(SystemFiles.Erp.Replace("pageSize: 3", "pageSize: 3\nonce: { id: id }", StringComparison.Ordinal)), "party");

        result.Cause.ShouldBe(FailureCause.TargetRefused);
        result.Message.ShouldNotBeNull().ShouldContain("take once out");
    }

    [Fact]
    public async Task What_the_system_made_of_a_value_comes_back_with_the_version()
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Settings = new WorldSettings
        {
            Rewrites = [new("customers", "email", "upper"), new("customers", "phone", "no-blanks"),
                new("customers", "creditLimit", "round:2")],
        };
        var system = site.Open(SystemFiles.Crm);
        var made = await CreateAsync(
            system, "customer", new JsonObject { ["name"] = "Ada", ["email"] = "a@x.test", ["phone"] = "+49 40 1" });
        RestSite.Json(made.Record!)["email"]!.GetValue<string>().ShouldBe("A@X.TEST");
        RestSite.Json(made.Record!)["phone"]!.GetValue<string>().ShouldBe("+49401");

        var changed = await system.UpdateAsync(
            new UpdateRequest("customer", "1", new JsonObject { ["creditLimit"] = 10.005m }), TestContext.Current.CancellationToken);

        RestSite.Json(changed.Record!)["creditLimit"]!.GetValue<decimal>().ShouldBe(10.01m);
        (made.Version, changed.Version, changed.Record!.Order).ShouldBe(("1", "2", 2));
    }

    [Fact]
    public async Task A_version_that_somebody_changed_is_a_conflict()
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Settings = new WorldSettings { Conditional = true };
        var system = site.Open(SystemFiles.Crm);
        await CreateAsync(system, "customer");
        site.Server.Crm.Records.Change("customers", "1", new JsonObject { ["city"] = "Kiel" });
        var ct = TestContext.Current.CancellationToken;
        var wish = new UpdateRequest("customer", "1", new JsonObject { ["city"] = "Bonn" });

        (await system.UpdateAsync(wish with { ExpectedVersion = "1" }, ct)).Cause.ShouldBe(FailureCause.VersionConflict);
        (await system.DeleteAsync(new DeleteRequest("customer", "1") { ExpectedVersion = "1" }, ct)).Cause
            .ShouldBe(FailureCause.VersionConflict);
        (await system.UpdateAsync(wish with { ExpectedVersion = "2" }, ct)).Version.ShouldBe("3");
        site.Server.Crm.Ledger["customers"].Changed.ShouldBe(2);
    }

    [Fact]
    public async Task A_record_that_is_replaced_whole_keeps_what_was_not_sent()
    {
        await using var site = await RestSite.StartAsync();
        var system = site.Open(SystemFiles.Crm.Replace("update: customers/{id}", "update: PUT customers/{id}", StringComparison.Ordinal));
        await CreateAsync(system, "customer", new JsonObject { ["name"] = "Ada", ["city"] = "Kiel" });

        var result = await system
            .UpdateAsync(new UpdateRequest("customer", "1", new JsonObject { ["phone"] = "1" }), TestContext.Current.CancellationToken);

        RestSite.Json(result.Record!)["city"]!.GetValue<string>().ShouldBe("Kiel");
    }

    [Fact]
    public async Task What_is_gone_is_said_to_be_and_deleted_without_complaint()
    {
        await using var site = await RestSite.StartAsync();
        var system = site.Open(SystemFiles.Crm);
        await CreateAsync(system, "customer");
        var ct = TestContext.Current.CancellationToken;
        for (var repeat = 0; repeat < 2; repeat++)
        {
            (await system.DeleteAsync(new DeleteRequest("customer", "1"), ct)).Cause.ShouldBeNull();
        }

        (await system.UpdateAsync(new UpdateRequest("customer", "1", []), ct)).Cause.ShouldBe(FailureCause.NotFound);
    }

    [Fact]
    public async Task A_refusal_names_the_field_in_the_words_of_the_system()
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Settings = new WorldSettings { Unique = ["customers.email"] };
        var system = site.Open(SystemFiles.Crm);
        await CreateAsync(system, "customer", new JsonObject { ["name"] = "Ada", ["email"] = "a@x.test" });
        var taken = await CreateAsync(system, "customer", new JsonObject { ["name"] = "Bob", ["email"] = "a@x.test" });

        taken.ShouldSatisfyAllConditions(
            one => one.Cause.ShouldBe(FailureCause.Validation), one => one.Message.ShouldBe("email is taken by another record."),
            one => one.Fields["email"].ShouldBe("email is taken by another record."), one => one.Status.ShouldBe(409));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_system_that_wants_to_be_left_alone_says_for_how_long(bool isDate)
    {
        await using var site = await RestSite.StartAsync();
        site.Server.Crm.Faults.Add(new Fault { What = FaultKind.Refuse, Status = 429, RetryAfter = 1_000, IsDate = isDate });

        var result = await CreateAsync(site.Open(SystemFiles.Crm), "customer");

        result.Cause.ShouldBe(FailureCause.Quota);
        result.RetryAfter!.Value.TotalSeconds.ShouldBeInRange(998, 1_001);
    }

    [Fact]
    public async Task A_token_that_ends_early_is_got_anew_and_the_call_is_made()
    {
        await using var site = await RestSite.StartAsync();
        var crm = site.Server.Crm;
        crm.Settings = new WorldSettings { SignIn = SimulatedSignIn.OAuth };
        var system = site.Open(SystemFiles.Crm, new SignInSettings(SignInKind.ClientCredentials)
        {
            ClientId = crm.Settings.ClientId, TokenUrl = new Uri(site.Server.Address, "crm/oauth/token"),
            Secret = new Secret("${test}", _ => ValueTask.FromResult<string?>(crm.Settings.Secret)),
        });
        (await CreateAsync(system, "customer")).Cause.ShouldBeNull();

        crm.Tokens.Expire();

        (await system.ReadAsync("customer", "1", TestContext.Current.CancellationToken)).Value!.Id.ShouldBe("1");
        crm.Tokens.Issued.ShouldBe(2);
    }

    private static Task<ApplyResult> CreateAsync(ISystem system, string kind, JsonObject? fields = null) =>
        system.CreateAsync(new CreateRequest(kind, fields ?? new JsonObject { ["name"] = "Ada" }, "key-1"),
            TestContext.Current.CancellationToken);
}
