using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Triggers;

/// <summary>What a person hears of the triggers in the files of flows.</summary>
public sealed class TriggerFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cron: { at: 0 6 * }", "trigger.cron.at must be minute, hour")]
    [InlineData("cron: { at: 0 6 * * *, zone: Middle/Earth }",
        "trigger.cron.zone must be a time zone like Europe/Berlin; it is Middle/Earth")]
    [InlineData("cron: { at: 0 6 * * *, missed: all(0) }", "trigger.cron.missed must be once, skip, all or all(N)")]
    [InlineData("cron: { at: 0 6 * * *, missed: never }", "it is never")]
    [InlineData("{ cron: { at: 0 6 * * * }, poll: { every: 5s } }", "trigger must be one of poll, cron and webhook")]
    [InlineData("webhook: { scheme: secret, secret: \"${env:A}\", id: id, version: v }", "trigger.webhook: crm is a part of Lockstep")]
    [InlineData("webhook: { scheme: hmac256, secret: \"${env:A}\", id: id, version: v }",
        "trigger.webhook.scheme must be one of standard, github")]
    [InlineData("webhook: { scheme: hmac, secret: plain, id: id, version: v }", "trigger.webhook.secret must say where the secret is")]
    [InlineData("webhook: { scheme: hmac, id: id, version: v }", "trigger.webhook.secret must say where the secret is")]
    [InlineData("webhook: { scheme: github, secret: \"${env:A}\", header: X-Mine, id: id, version: v }", "github has a header of its own")]
    [InlineData("webhook: { scheme: github, secret: \"${env:A}\", id: id }",
        "trigger.webhook.version, or changedAt, must lead to what orders")]
    [InlineData("webhook: { scheme: github, secret: \"${env:A}\", version: v }", "trigger.webhook.id must be an expression")]
    [InlineData("webhook: { scheme: github, secret: \"${env:A}\", id: id, read: true, version: v }",
        "with read: true a call only names records")]
    [InlineData("webhook: { scheme: github, secret: \"${env:A}\", id: id., version: v }",
        "trigger.webhook.id: at 4: the expression ends too early")]
    [InlineData("webhook: { scheme: github, secret: \"${env:A}\", id: id, version: v, bodyMax: 5 }",
        "trigger.webhook.bodyMax must be from 256")]
    [InlineData("poll: { every: 5s, sweep: 1h }", "trigger.poll.sweep: from.on must list deleted")]
    [InlineData("poll: { every: 5s, sweep: soon }", "trigger.poll.sweep must be a duration")]
    [InlineData("poll: { every: 5s, sweepShare: 0 }", "trigger.poll.sweepShare must be from 0.01 to 1")]
    [InlineData("cron: { at: 0 6 * * *, sweep: 31d }", "trigger.cron.sweep must be a duration")]
    public void A_fault_is_named_in_the_words_of_the_file(string trigger, string expected) =>
        Check("crm", trigger).ShouldContain(expected);

    [Theory]
    [InlineData("poll: { every: 5s }", null)]
    [InlineData("poll: { every: 5s, sweep: 1h, sweepShare: 0.5 }", null)]
    [InlineData("cron: { at: 0 6 * * *, sweep: 1d }", null)]
    [InlineData("poll: { every: 5s, sweep: off }", "from.on: a poll of orders can't see what was deleted")]
    [InlineData("cron: { at: 0 6 * * *, sweep: off }", "from.on: a poll of orders can't see what was deleted")]
    public void Deletes_need_a_source_that_tells_them_or_a_sweep(string trigger, string? expected)
    {
        var said = Check("orders", trigger, "order", "created, changed, deleted", "crm, kind: customer", "name: id");
        if (expected is null)
        {
            said.ShouldBeEmpty();
        }
        else
        {
            said.ShouldContain(expected);
        }
    }

    [Theory]
    [InlineData("cron: { at: 0 6 * * 1-5, zone: Europe/Berlin, missed: all(10) }", "crm")]
    [InlineData("webhook: { scheme: stripe, secret: \"${secret:pay}\", records: data.object, id: id, changedAt: at }", "payments")]
    public void A_trigger_that_is_right_is_taken(string trigger, string system) => Check(system, trigger).ShouldBeEmpty();

    private string Check(
        string system, string trigger, string kind = "customer", string on = "created, changed",
        string to = "inventory, kind: package", string map = "customerId: id, customerName: name")
    {
        File.WriteAllText(
            _folder.File("a.yaml"),
            $$"""
            name: a
            from: { system: {{system}}, kind: {{kind}}, on: [{{on}}] }
            trigger: {{(trigger.StartsWith('{') ? trigger : $"{{ {trigger} }}")}}
            to: { system: {{to}} }
            map: { {{map}} }
            """);
        using var errors = new StringWriter();
        FlowsCommand.Run(_folder.Path, Program.Factory.Modules, TextWriter.Null, errors);
        return errors.ToString();
    }
}
