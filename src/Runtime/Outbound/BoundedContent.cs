using System.Globalization;
using System.Net;

namespace Lockstep.Runtime.Outbound;

/// <summary>How much an answer may bring, and until when.</summary>
internal sealed record AnswerLimits(string Host, long Max, TimeSpan Timeout, CancellationTokenSource Deadline)
{
    public static OutboundLimitException TooSlow(string host, TimeSpan timeout) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{host} did not answer in full within {timeout.TotalSeconds:0.###} s."));

    public OutboundLimitException TooSlow() => TooSlow(Host, Timeout);

    public OutboundLimitException TooLarge() =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Host} answered with more than {Max} bytes."));
}

/// <summary>The body of an answer that ends with an error where it is too long or too slow.</summary>
internal sealed class BoundedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly AnswerLimits _limits;

    public BoundedContent(HttpContent inner, AnswerLimits limits)
    {
        (_inner, _limits) = (inner, limits);
        foreach (var (name, values) in inner.Headers)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var body = await CreateContentReadStreamAsync(cancellationToken);
        await body.CopyToAsync(stream, cancellationToken);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken)
    {
        if (_inner.Headers.ContentLength > _limits.Max)
        {
            throw _limits.TooLarge();
        }

        return new BoundedStream(await _inner.ReadAsStreamAsync(cancellationToken), _limits);
    }

    /// <summary>A length that is only claimed bounds nothing.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _limits.Deadline.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads on until a limit is reached.</summary>
    private sealed class BoundedStream(Stream inner, AnswerLimits limits) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limits.Deadline.Token, cancellationToken);
            try
            {
                var count = await inner.ReadAsync(buffer, both.Token);
                _read += count;
                return _read <= limits.Max ? count : throw limits.TooLarge();
            }
            catch (Exception error)
                when (limits.Deadline.IsCancellationRequested
                    && !cancellationToken.IsCancellationRequested
                    && error is OperationCanceledException or IOException
                )
            {
                throw limits.TooSlow();
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Only asynchronous reads can be cut off in time.");

        public override void Flush()
        {
            // Nothing is ever written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
