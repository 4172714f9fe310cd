namespace Lockstep.Bench.Load;

/// <summary>The ready-made requests of one connection; the bytes are valid until the next call.</summary>
internal interface IRequests
{
    ReadOnlyMemory<byte> Next();
}
