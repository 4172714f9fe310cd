using Lockstep.Contracts.Access;
using Lockstep.Gateway.Edge.Limits;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Finds out who is calling and whether they may. Keys, cookies and outside tokens are exchanged for an internal token first, so that behind
/// the gateway there is only one kind of credential. An endpoint that declares neither a permission nor that it is open to all is closed. The
/// module that serves the request checks again for itself.
/// </summary>
internal sealed class AccessCheck(
    RequestDelegate next, TokenVerifier tokens, ExchangeCache exchange, RefusalLimit refusals, IAuditTrail trail)
{
    private static readonly Problem Forged = new(
        403, $"This session needs the header {PortalCookie.AntiforgeryHeader} for requests that change something; GET /api/auth/session gives it.");

    public Task InvokeAsync(HttpContext context)
    {
        // What is open to all asks for no credential, so a stale one does no harm there: it may come along to its own renewal.
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            return next(context);
        }

        if (Credentials.TryReadToken(context.Request, out var token))
        {
            // One that was verified before is no guess, and is served although its neighbours behind the same address may be guessing.
            if (!refusals.MayTry(context.Connection.RemoteIpAddress, out var wait) && !IsInUse(token))
            {
                return RefuseAsync(context, wait);
            }

            var verdict = tokens.Verify(token);
            return verdict.Caller is { } known ? AdmitAsync(context, known) : UnknownTokenAsync(context, token.ToString(), verdict);
        }

        var credential = Credentials.Read(context.Request, out var fault);
        return fault is not null ? RefuseCredentialAsync(context, fault)
            : credential is not null ? ExchangeAsync(context, credential)
            : AdmitAsync(context, null);
    }

    private bool IsInUse(ReadOnlySpan<char> token) =>
        tokens.Knows(token) || exchange.Knows(new Credential(CredentialKind.OutsideToken, null, token.ToString()));

    /// <summary>A token that is not ours may be the outside provider's, whose may be longer.</summary>
    private async Task UnknownTokenAsync(HttpContext context, string token, TokenVerdict verdict)
    {
        if (verdict.Refusal is TokenRefusal.WrongHeader or TokenRefusal.UnknownKey or TokenRefusal.TooLong)
        {
            var exchanged = await exchange.ExchangeAsync(new Credential(CredentialKind.OutsideToken, null, token), context.RequestAborted);
            if (exchanged.Caller is not null)
            {
                await AdmitAsync(context, exchanged);
                return;
            }

            var problem = new Problem(401, exchanged.Refusal!);
            await (exchanged.IsExpired ? RefuseAsync(context, problem) : RefuseCredentialAsync(context, problem));
            return;
        }

        await RefuseCredentialAsync(context, new Problem(401, verdict.Detail));
    }

    private async Task ExchangeAsync(HttpContext context, Credential credential)
    {
        if (credential.Kind == CredentialKind.SessionCookie && !PortalCookie.IsOwn(context.Request, credential.Secret))
        {
            await RefuseAsync(context, Forged);
            return;
        }

        if (credential.Kind != CredentialKind.LegacyPort
            && !refusals.MayTry(context.Connection.RemoteIpAddress, out var wait)
            && !exchange.Knows(credential))
        {
            await RefuseAsync(context, wait);
            return;
        }

        var exchanged = await exchange.ExchangeAsync(credential, context.RequestAborted);
        await (exchanged.Caller is not null ? AdmitAsync(context, exchanged)
            : credential.Kind == CredentialKind.LegacyPort ? RefuseAsync(context, new Problem(401, exchanged.Refusal!))
            : RefuseCredentialAsync(context, new Problem(401, exchanged.Refusal!)));
    }

    private Task AdmitAsync(HttpContext context, Exchanged exchanged)
    {
        context.Request.Headers.Authorization = exchanged.Authorization;
        return AdmitAsync(context, exchanged.Caller);
    }

    private Task AdmitAsync(HttpContext context, Caller? caller)
    {
        caller?.SetOn(context);

        // Routing answers wrong methods and media types with endpoints of its own, which are no routes and give nothing away.
        return context.GetEndpoint() is RouteEndpoint endpoint && Access.Refuse(caller, endpoint) is { } problem
            ? RefuseAsync(context, problem)
            : next(context);
    }

    /// <summary>Somebody showed a credential that is not good, perhaps by guessing.</summary>
    private Task RefuseCredentialAsync(HttpContext context, Problem problem)
    {
        if (problem.Status == 401)
        {
            refusals.Refused(context.Connection.RemoteIpAddress);
        }

        return RefuseAsync(context, problem);
    }

    private async Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (problem.Status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (Caller.Of(context) is { } caller)
        {
            await trail.RecordRepeatedAsync(Refusal(context, caller), context.RequestAborted);
        }

        await problem.SendAsync(context);
    }

    /// <summary>Names the route, not the path: whoever tries one id after the other is counted, and can't fill the log.</summary>
    private static AuditEntry Refusal(HttpContext context, Caller caller)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/');
        var entry = new AuditEntry(caller.Subject, "access:refused", $"{context.Request.Method} /{route}", Refused: true);
        return context.Connection.RemoteIpAddress is { } address
            ? entry with { Personal = new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = address.ToString() } }
            : entry;
    }
}
