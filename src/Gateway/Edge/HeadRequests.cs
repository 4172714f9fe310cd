using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Answers HEAD wherever there is GET (RFC 9110, 9.1): the request is served as GET, and of its answer only the head is sent. A body that
/// has no length beforehand, as that of an export, ends with its first bytes.
/// </summary>
internal sealed class HeadRequests(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => HttpMethods.IsHead(context.Request.Method) ? ServeAsync(context) : next(context);

    /// <summary>The methods that a path knows, with HEAD where there is GET.</summary>
    public static StringValues WithHead(StringValues allowed) =>
        $", {allowed}, ".Contains($", {HttpMethods.Get}, ", StringComparison.Ordinal) ? $"{allowed}, {HttpMethods.Head}" : allowed;

    private async Task ServeAsync(HttpContext context)
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var sent = new OperationCanceledException("The head is sent, and no more was asked for.");
        context.Request.Method = HttpMethods.Get;
        context.Features.Set(new AskedByHead());
        var stream = context.Response.Body;
        context.Response.Body = new NoBody(context.Response, body, sent);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException end) when (end == sent)
        {
            // What would have written more was called off by it.
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Response.Body = stream;
        }
    }

    /// <summary>Takes what is written, and sends nothing.</summary>
    private sealed class NoBody(HttpResponse response, IHttpResponseBodyFeature body, Exception sent) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // Whoever answers may set headers up to the first byte: only now they are all there.
            await body.StartAsync(cancellationToken);

            // Without a length no more is needed: an export would be read to its end for nothing.
            if (response.ContentLength is null)
            {
                throw sent;
            }
        }
    }
}
