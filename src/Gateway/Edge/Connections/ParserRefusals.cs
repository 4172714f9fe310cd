using System.Diagnostics;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>
/// Gives the server's own refusals a body. Bytes that are no request (400), a head that is too large (431, 414) or too slow (408) never
/// become a request that the pipeline sees; the server answers with headers alone and closes. It tells of it just before, on its
/// diagnostics: there the answer is begun with the headers of a problem, which it then leaves alone, and once it lets go of the connection,
/// the body follows.
/// </summary>
internal sealed class ParserRefusals : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";
    private readonly IDisposable _subscription;

    public ParserRefusals(DiagnosticListener diagnostics) =>
        _subscription = diagnostics.Subscribe(this, static name => name is BadRequest);

    /// <summary>Sends the bodies of a listener. It must be the last, next to the server.</summary>
    public void Watch(ListenOptions listen) => listen.Use(next => connection => ServeAsync(connection, next));

    public void Dispose() => _subscription.Dispose();

    public void OnCompleted()
    {
        // There is nothing more to tell.
    }

    public void OnError(Exception error)
    {
        // Diagnostics have no errors of their own.
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IFeatureCollection request
            && request.Get<Refusal>() is { } refusal
            && request.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && request.Get<IHttpResponseBodyFeature>() is { } sender
            && request.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException error)
        {
            var asked = request.Get<IHttpRequestFeature>();
            var body = Explain(error, asked, response);
            if (sender.StartAsync().IsCompletedSuccessfully)
            {
                refusal.Body = HttpMethods.IsHead(asked?.Method ?? "") ? [] : body;
            }
        }
    }

    private static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var refusal = new Refusal();
        connection.Features.Set(refusal);
        await next(connection);
        if (refusal.Body is { } body)
        {
            await connection.Transport.Output.WriteAsync(body, connection.ConnectionClosed);
        }
    }

    private static byte[] Explain(BadHttpRequestException error, IHttpRequestFeature? request, IHttpResponseFeature response)
    {
        var answer = new DefaultHttpContext();
        answer.Request.Path = request?.Path is { Length: > 0 } path ? path : "/";
        SecurityHeaders.Set(answer);
        foreach (var (name, value) in answer.Response.Headers)
        {
            response.Headers[name] = value;
        }

        var body = new Problem(error.StatusCode, Words(error)).Render(answer);
        response.Headers.ContentType = Problem.MediaType;
        response.Headers.ContentLength = body.Length;
        response.Headers.Connection = "close";
        return body;
    }

    private static string Words(BadHttpRequestException error) => error.StatusCode switch
    {
        408 => "The head of the request came too slowly.",
        414 => "The path and query are too long.",
        431 => "The head of the request is too large.",
        505 => "Only HTTP/1.1 and HTTP/2 are spoken here.",
        _ => $"This is no HTTP request. {error.Message}",
    };

    /// <summary>The body that a connection still owes its client.</summary>
    private sealed class Refusal
    {
        public byte[]? Body { get; set; }
    }
}
