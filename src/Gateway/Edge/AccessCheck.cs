using Lockstep.Gateway.Edge.Limits;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Finds out who is calling; whether they may, is for <see cref="PermissionCheck"/>. Keys, cookies and outside tokens are exchanged for an
/// internal token first, so that behind the gateway there is only one kind of credential.
/// </summary>
internal sealed class AccessCheck(RequestDelegate next, TokenVerifier tokens, ExchangeCache exchange, RefusalLimit refusals)
{
    private static readonly Problem Forged = new(
        403, $"This session needs the header {PortalCookie.AntiforgeryHeader} for requests "
            + "that change something; GET /api/auth/session gives it.");

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
                return wait.SendAsync(context);
            }

            var verdict = tokens.Verify(token);
            if (verdict.Caller is not null && StaysOpen(context))
            {
                var text = token.ToString();
                Stand(context, _ => ValueTask.FromResult(tokens.Verify(text).Caller));
            }

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
            var outside = new Credential(CredentialKind.OutsideToken, null, token);
            var exchanged = await exchange.ExchangeAsync(outside, context.RequestAborted);
            if (exchanged.Caller is not null)
            {
                await AdmitAsync(context, exchanged, outside);
                return;
            }

            // One that was good once is no guess: a client that comes too late must not close its address to others.
            var problem = new Problem(401, exchanged.Refusal!);
            await (exchanged.IsExpired ? problem.SendAsync(context) : RefuseCredentialAsync(context, problem));
            return;
        }

        await RefuseCredentialAsync(context, new Problem(401, verdict.Detail));
    }

    private static readonly Problem ByLink = new(403, "A page or a link in a browser changes nothing here: send this by POST.");

    private async Task ExchangeAsync(HttpContext context, Credential credential)
    {
        if (IsByLink(context, credential))
        {
            await ByLink.SendAsync(context);
            return;
        }

        // Before the session is looked for: a page of another site learns nothing of it.
        if (credential.Kind == CredentialKind.SessionCookie && !PortalCookie.IsOwn(context.Request, credential.Secret))
        {
            await Forged.SendAsync(context);
            return;
        }

        // A legacy port takes no secret, so that there is nothing to guess.
        if (credential.Kind != CredentialKind.LegacyPort
            && !refusals.MayTry(context.Connection.RemoteIpAddress, out var wait)
            && !exchange.Knows(credential))
        {
            await wait.SendAsync(context);
            return;
        }

        var exchanged = await exchange.ExchangeAsync(credential, context.RequestAborted);
        await (exchanged.Caller is not null ? AdmitAsync(context, exchanged, credential)
            : credential.Kind == CredentialKind.LegacyPort ? new Problem(401, exchanged.Refusal!).SendAsync(context)
            : RefuseCredentialAsync(context, new Problem(401, exchanged.Refusal!)));
    }

    /// <summary>
    /// Whether a browser asks by GET for what changes something, with what it sends along by itself: the cookie, or being on this machine.
    /// Every page can have it do that.
    /// </summary>
    private static bool IsByLink(HttpContext context, Credential credential) => HttpMethods.IsGet(context.Request.Method)
        && context.GetEndpoint()?.Metadata.GetMetadata<ChangesByGet>() is not null
        && (credential.Kind == CredentialKind.SessionCookie
            || (credential.Kind == CredentialKind.LegacyPort && Listener.IsBrowser(context.Request)));

    private static bool StaysOpen(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<StaysOpen>() is not null;

    /// <summary>Leaves a request that stays open a way to ask again.</summary>
    private void Stand(HttpContext context, Func<CancellationToken, ValueTask<Caller?>> askAgain) =>
        context.Features.Set(new StandingCaller(() => tokens.Evictions, askAgain));

    private Task AdmitAsync(HttpContext context, Exchanged exchanged, Credential credential)
    {
        if (StaysOpen(context))
        {
            Stand(context, async ct => (await exchange.ExchangeAsync(credential, ct)).Caller);
        }

        context.Request.Headers.Authorization = exchanged.Authorization;
        return AdmitAsync(context, exchanged.Caller);
    }

    private Task AdmitAsync(HttpContext context, Caller? caller)
    {
        caller?.SetOn(context);
        return next(context);
    }

    /// <summary>Somebody showed a credential that is not good, perhaps by guessing.</summary>
    private Task RefuseCredentialAsync(HttpContext context, Problem problem)
    {
        if (problem.Status == 401)
        {
            refusals.Refused(context.Connection.RemoteIpAddress);
        }

        return problem.SendAsync(context);
    }
}
