using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Backup;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Audit;

/// <summary>POST /audit/verify: what <c>lockstep audit verify</c> does, for those who are not at the machine.</summary>
internal sealed class VerifyAudit(
    IEnumerable<ModuleManifest> modules, MasterKey master, DataFolder data, StoreKind store, IConfiguration configuration,
    IAuditTrail trail, IOptions<AuditOptions> options, TimeProvider clock)
{
    private readonly SemaphoreSlim _turn = new(1);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/verify",
            (AuditVerifyInput input, Work work, VerifyAudit verify) => verify.RunAsync(input, work).ToHttpAsync())
        .Needs(Permissions.AuditRead)
        .WithoutTimeLimit()
        .Describe(
            "Check every entry of the audit log, its seals and what it says of the records, as lockstep audit verify does; changes "
                + "nothing. One check at a time, which ends when the caller hangs up, or after Audit__VerifyLimit",
            Body.Json("""{ "anchor": null }"""), Response.Of<AuditVerified>(200), Response.Error(400, 409, 503));

    public async Task<Answer> RunAsync(AuditVerifyInput input, Work work)
    {
        var anchor = input.Anchor is { Length: > 0 } text ? AuditAnchor.Parse(text) : null;
        if (anchor is null && input.Anchor is { Length: > 0 })
        {
            return Refusal.Invalid("anchor", "Must be NUMBER:HASH, the hash with 64 hexadecimal digits.");
        }

        // One at a time and no queue: each reads all there is, and a caller who waits would only wait for longer.
        if (!await _turn.WaitAsync(TimeSpan.Zero, work.Ct))
        {
            return new Refusal(
                RefusalCode.Conflict, "The audit log is being checked already; wait for that.", RetryAfter: TimeSpan.FromSeconds(10));
        }

        try
        {
            await trail.RecordRepeatedAsync(new AuditEntry(work.Actor, "audit:verified", ""), work.Ct);
            return await CheckAsync(anchor, work.Ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Answer> CheckAsync(AuditAnchor? anchor, CancellationToken ct)
    {
        var startedAt = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(options.Value.VerifyLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var verdict = await VerdictAsync(anchor, both.Token);
            var verified = new AuditVerified(
                verdict.InOrder, verdict.Line, clock.GetUtcNow(), (long)clock.GetElapsedTime(startedAt).TotalMilliseconds);
            return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(verified, AuditJson.Default.AuditVerified));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Refusal(
                RefusalCode.Unavailable,
                $"Stopped after {options.Value.VerifyLimit} (Audit__VerifyLimit), before the end; nothing can be said of the audit log. "
                    + "lockstep audit verify has no limit.");
        }
    }

    /// <summary>
    /// On a thread of its own: reading files waits for nobody, and would keep one that serves requests for as long as the log is. Over
    /// connections of its own too, that see what is committed.
    /// </summary>
    private Task<AuditVerdict> VerdictAsync(AuditAnchor? anchor, CancellationToken ct) => Task.Factory.StartNew(
        async () =>
        {
            using var stores = StoredModules.Of(store, data.Path, configuration["LOCKSTEP_POSTGRES"]);
            try
            {
                return await new AuditCheck(stores, master, anchor, [.. modules]).RunAsync(ct);
            }
            catch (CryptographicException)
            {
                return new AuditVerdict(false, "audit: the audit key was changed, or sealed with another master key");
            }
        },
        ct, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
}
