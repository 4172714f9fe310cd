using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Finds out who is calling and whether they may. Keys, cookies and outside tokens are exchanged for an internal token first, so that behind
/// the gateway there is only one kind of credential. An endpoint that declares neither a permission nor that it is open to all is closed. The
/// module that serves the request checks again for itself.
/// </summary>
internal sealed class Gatekeeper(RequestDelegate next, TokenVerifier tokens, ExchangeCache exchange)
{
    private static readonly Problem Forged = new(
        403, $"This session needs the header {PortalCookie.AntiforgeryHeader} for requests that change something; GET /api/auth/session gives it.");

    public Task InvokeAsync(HttpContext context)
    {
        SecurityHeaders.Set(context);

        // What is open to all asks for no credential, so a stale one does no harm there: it may come along to its own renewal.
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            return next(context);
        }

        if (Credentials.TryReadToken(context.Request, out var token))
        {
            var verdict = tokens.Verify(token);
            return verdict.Caller is { } known ? AdmitAsync(context, known) : UnknownTokenAsync(context, token.ToString(), verdict);
        }

        var credential = Credentials.Read(context.Request, out var fault);
        return fault is not null ? RefuseAsync(context, fault)
            : credential is not null ? ExchangeAsync(context, credential)
            : AdmitAsync(context, null);
    }

    /// <summary>A token that is not ours may be the outside provider's.</summary>
    private async Task UnknownTokenAsync(HttpContext context, string token, TokenVerdict verdict)
    {
        if (verdict.Refusal is TokenRefusal.WrongHeader or TokenRefusal.UnknownKey)
        {
            var exchanged = await exchange.ExchangeAsync(new Credential(CredentialKind.OutsideToken, null, token), context.RequestAborted);
            if (exchanged.Caller is not null)
            {
                await AdmitAsync(context, exchanged);
                return;
            }

            await RefuseAsync(context, new Problem(401, exchanged.Refusal!));
            return;
        }

        await RefuseAsync(context, new Problem(401, verdict.Detail));
    }

    private async Task ExchangeAsync(HttpContext context, Credential credential)
    {
        if (credential.Kind == CredentialKind.SessionCookie && !PortalCookie.IsOwn(context.Request, credential.Secret))
        {
            await RefuseAsync(context, Forged);
            return;
        }

        var exchanged = await exchange.ExchangeAsync(credential, context.RequestAborted);
        await (exchanged.Caller is null ? RefuseAsync(context, new Problem(401, exchanged.Refusal!)) : AdmitAsync(context, exchanged));
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

    private static Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (problem.Status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return ((Answer)problem).ExecuteAsync(context);
    }
}
