using System.Net;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>A body whose beginning is sent at once and whose rest is held back until the test lets it go.</summary>
internal sealed class HeldContent(byte[] body, int? first = null) : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _first = first ?? body.Length / 2;

    /// <summary>Done when the beginning is on its way.</summary>
    public Task Begun => _begun.Task;

    public void GoOn() => _goOn.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(body.AsMemory(0, _first), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _begun.TrySetResult();
        await _goOn.Task.WaitAsync(cancellationToken);
        await stream.WriteAsync(body.AsMemory(_first), cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
