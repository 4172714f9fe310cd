using System.Globalization;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>How the answer of a use case goes over HTTP: the one place that makes statuses and headers of it.</summary>
public static class HttpAnswers
{
    /// <summary>The answer for the framework to send.</summary>
    public static IResult ToHttp(this Answer answer) => new HttpAnswer(answer);

    /// <summary>The same when it is ready.</summary>
    public static async Task<IResult> ToHttpAsync(this Task<Answer> answer) => new HttpAnswer(await answer);

    /// <summary>Sends the answer right away.</summary>
    public static Task SendAsync(this Answer answer, HttpContext context)
    {
        if (answer.Refusal is { } refusal)
        {
            return ((Problem)refusal).SendAsync(context);
        }

        var response = context.Response;
        response.StatusCode = (int)answer.Kind;
        WriteHeaders(response.Headers, answer);
        if (answer.Next is { } next)
        {
            var path = context.Request.Path.ToUriComponent();
            response.Headers.Link = $"<{path}{QueryString.Create("after", next)}>; rel=\"next\"";
        }

        if (answer.SessionCookie is { } cookie)
        {
            PortalCookie.Set(context, cookie);
        }

        if (answer.Kind is AnswerKind.Done or AnswerKind.NotModified)
        {
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = answer.Body.Length;
        return response.Body.WriteAsync(answer.Body, 0, answer.Body.Length, context.RequestAborted);
    }

    private static void WriteHeaders(IHeaderDictionary headers, Answer answer)
    {
        if (answer.Version is { } version)
        {
            headers.ETag = VersionTags.Of(version, answer.Beside);
        }

        if (answer.Location is not null)
        {
            headers.Location = answer.Location;
        }

        // RFC 9111, 5.2.2.
        if (answer.IsForOnce)
        {
            headers.CacheControl = "no-store";
        }
        else if (answer.MaxAge is { } age)
        {
            headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)age.TotalSeconds}");
        }
    }

    private sealed class HttpAnswer(Answer answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => answer.SendAsync(httpContext);
    }
}
