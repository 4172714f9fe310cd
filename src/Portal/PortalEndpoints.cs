using System.Security.Cryptography;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Portal;

/// <summary>
/// The pages for people, at <c>/</c>. They are files; all that they show comes through the API, with the rights of who signed in. Without
/// them (<c>LOCKSTEP_PORTAL=off</c>, or a program built so) the documentation of the API is there.
/// </summary>
public static class PortalEndpoints
{
    /// <summary>The setting that turns the pages off.</summary>
    public const string Setting = "LOCKSTEP_PORTAL";

    private static readonly Answer Gone = new Refusal(
        RefusalCode.NotFound, "There is no such file; the portal was updated. Load the page again.");

    private const int NonceBytes = 16;
    private const string NonceMark = "%NONCE%";
    private const string SignOnMark = "%SSO%";
    private const string RegistrationMark = "%REGISTRATION%";

    /// <summary>Maps them.</summary>
    public static void MapPortal(this WebApplication app)
    {
        var isOff = string.Equals(app.Configuration[Setting], "off", StringComparison.OrdinalIgnoreCase);
        if (isOff || PortalFiles.Read(Path.Combine(AppContext.BaseDirectory, PortalFiles.Folder)) is not { } files)
        {
            app.MapGet("/", () => Results.Redirect("/docs")).ForAll().ExcludeFromDescription();
            return;
        }

        app.MapGet("/", (HttpContext context) => ShowAsync(context, files)).ForAll().ExcludeFromDescription();
        app.MapGet($"/{PortalFiles.Folder}/{{name}}", (HttpContext context, string name) => FetchAsync(context, files.Find(name)))
            .ForAll().ExcludeFromDescription();
    }

    private static Task ShowAsync(HttpContext context, PortalFiles files)
    {
        // A new one for each page: with one that is known beforehand, what somebody smuggled in could style the page as well.
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        var ways = context.RequestServices.GetService<ISignInWays>();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            files.Page.Replace(NonceMark, nonce, StringComparison.Ordinal)
                .Replace(SignOnMark, OnOff(ways?.HasSingleSignOn), StringComparison.Ordinal)
                .Replace(RegistrationMark, OnOff(ways?.TakesRegistrations), StringComparison.Ordinal),
            context.RequestAborted);
    }

    private static string OnOff(bool? value) => value is true ? "on" : "off";

    private static async Task FetchAsync(HttpContext context, PortalFile? file)
    {
        if (file is null)
        {
            await Gone.ToHttp().ExecuteAsync(context);
            return;
        }

        // Kept for a year, for another content has another name. Only what is there is: an answer that it is missing must not be kept
        // beside a page of the next version.
        var (bytes, encoding) = file.For(context.Request.Headers.AcceptEncoding.ToString());
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";

        // Else a cache on the way gives packed bytes to somebody who can't read them.
        headers.Vary = "Accept-Encoding";
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        context.Response.ContentType = file.Type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
