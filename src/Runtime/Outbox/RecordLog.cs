using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using Lockstep.Contracts.Events;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Writes a change into the history and the outbox of a module, in the commit that makes it: step 1 of the life of a change.
/// The only way in which a module publishes anything.
/// </summary>
public sealed class RecordLog
{
    /// <summary>The size of a salt that is random.</summary>
    public const int SaltBytes = 16;

    private readonly string _module;
    private readonly IReadOnlyList<string> _kinds;
    private readonly IdSource _ids;
    private readonly IEventQueue _queue;
    private readonly byte[] _salts = new byte[SaltBytes * 256];
    private int _saltsUsed = SaltBytes * 256;

    internal RecordLog(string module, IReadOnlyList<string> kinds, IdSource ids, IEventQueue queue) =>
        (_module, _kinds, _ids, _queue) = (module, kinds, ids, queue);

    /// <summary>
    /// The newest committed position: what was derived from the tables before it moved may be stale. Null where other processes commit too,
    /// so that this one can't tell.
    /// </summary>
    public long? LastPosition => _queue.LastPosition;

    /// <summary>
    /// The position up to which a read sees all changes, and none beyond; null while some wait for their number, so that nobody can tell.
    /// </summary>
    public ValueTask<long?> SeenAsync(IReader reader) => _queue.SeenAsync(reader);

    /// <summary>Notes the change down, to be published as <typeparamref name="TEvent"/> once the transaction has committed.</summary>
    public ValueTask AppendAsync<TEvent>(ITransaction transaction, RecordChange change) where TEvent : class
    {
        var salt = change.Salt ?? NextSalt();
        return _queue.AddAsync(transaction, EventOf<TEvent>(change, Digest(salt, change.Data)), salt);
    }

    /// <summary>The same for many changes of one commit.</summary>
    public async ValueTask AppendManyAsync<TEvent>(ITransaction transaction, IReadOnlyList<RecordChange> changes) where TEvent : class
    {
        var salts = changes.Select(change => change.Salt ?? NextSalt()).ToList();
        await _queue.AddManyAsync(
            transaction, [.. changes.Select((change, index) => EventOf<TEvent>(change, Digest(salts[index], change.Data)))], salts);
    }

    private OutboxEvent EventOf<TEvent>(RecordChange change, byte[] digest) where TEvent : class => new()
    {
        Position = 0,
        Id = _ids.Next(),
        Type = EventName.Of<TEvent>(),
        Source = _module,
        Kind = Known(change.Kind),
        RecordId = change.RecordId,
        Version = change.Version,
        Change = Word(change.Change),
        At = change.At,
        Actor = change.Actor,
        Fields = change.Fields,
        Data = change.Data,
        Digest = digest,
        TraceParent = Activity.Current?.Id,
    };

    private string Known(string kind) => _kinds.Contains(kind, StringComparer.Ordinal)
        ? kind
        : throw new InvalidOperationException($"The manifest of {_module} names no records of the kind {kind}.");

    /// <summary>A salt out of a block of random bytes: asking the system for each one costs more than the rest of the change.</summary>
    private byte[] NextSalt()
    {
        lock (_salts)
        {
            if (_saltsUsed == _salts.Length)
            {
                RandomNumberGenerator.Fill(_salts);
                _saltsUsed = 0;
            }

            _saltsUsed += SaltBytes;

            // A copy: the block is filled anew while writes that wait still hold theirs.
            return _salts.AsSpan(_saltsUsed - SaltBytes, SaltBytes).ToArray();
        }
    }

    private static byte[] Digest(byte[] salt, byte[]? data)
    {
        var length = salt.Length + (data?.Length ?? 0);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        salt.CopyTo(whole, 0);
        data?.CopyTo(whole, salt.Length);
        var digest = SHA256.HashData(whole.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(whole);
        return digest;
    }

    private static string Word(ChangeKind change) => change switch
    {
        ChangeKind.Created => "created",
        ChangeKind.Changed => "changed",
        _ => "deleted",
    };
}
