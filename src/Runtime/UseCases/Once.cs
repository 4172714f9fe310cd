using System.Security.Cryptography;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.UseCases;

/// <summary>
/// Makes a use case safe to repeat: its answer is stored in the commit of the effect, under the key of the work, and given again to a
/// repeat. A refusal had no effect, and what was in the way may be gone by the time of a repeat: that one is tried anew. Only what was not
/// valid by itself keeps the key for its request.
/// </summary>
public static class Once
{
    /// <summary>Commits a use case, once for each key. Without a key it is an ordinary write.</summary>
    /// <param name="work">The work.</param>
    /// <param name="database">The module's database.</param>
    /// <param name="request">What is asked for, in a form that is equal for equal requests.</param>
    /// <param name="write">The use case; see <see cref="IStore.WriteAsync{T}"/> for what it may do.</param>
    public static async Task<Answer> WriteOnceAsync(
        this Work work, ModuleDatabase database, Func<ReadOnlyMemory<byte>> request, Func<ITransaction, ValueTask<Answer>> write) =>
        (await work.WriteOnceAsync<object>(database, request, async transaction => (await write(transaction), null))).Answer;

    /// <summary>
    /// The same for a use case that leaves work behind its commit. A repeat leaves none: what it hears was done under the first one's.
    /// </summary>
    /// <typeparam name="T">What is to be done behind the commit.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="database">The module's database.</param>
    /// <param name="request">What is asked for, in a form that is equal for equal requests.</param>
    /// <param name="write">The use case; what it leaves to be done it returns, for it may run again.</param>
    public static async Task<(Answer Answer, T? Behind)> WriteOnceAsync<T>(
        this Work work, ModuleDatabase database, Func<ReadOnlyMemory<byte>> request,
        Func<ITransaction, ValueTask<(Answer Answer, T? Behind)>> write)
        where T : class
    {
        if (work.Key is not { } key)
        {
            return await database.Store.WriteAsync(write, work.Ct);
        }

        if (key.Fault is { } fault)
        {
            return (fault, null);
        }

        var (hash, digest) = (key.Hash, SHA256.HashData(request().Span));
        return await database.Store.WriteAsync(
            async transaction =>
            {
                await LockAsync(transaction, hash);
                var kept = await FindAsync(transaction, hash);
                if (kept?.For(digest) is { } known)
                {
                    return (known, null);
                }

                var (answer, behind) = await write(transaction);
                return (await StoreAsync(transaction, key, digest, answer, kept, database.Clock.GetUtcNow()), behind);
            },
            work.Ct);
    }

    /// <summary>
    /// The answer that a repeat must hear, for a use case that works in another module before its own commit; null when it is no repeat.
    /// Its
    /// commit is <c>WriteOnceAsync</c> with the same request all the same, for the first one may still be under way. A refusal is no
    /// such answer.
    /// </summary>
    public static async ValueTask<Answer?> FindAnswerAsync(this Work work, ModuleDatabase database, ReadOnlyMemory<byte> request)
    {
        if (work.Key is not { } key)
        {
            return null;
        }

        if (key.Fault is { } fault)
        {
            return fault;
        }

        var (hash, digest) = (key.Hash, SHA256.HashData(request.Span));
        return (await database.Store.ReadAsync(reader => FindAsync(reader, hash), work.Ct))?.For(digest);
    }

    /// <summary>
    /// What work in another module goes by: the same for repeats of one request under one key, so that a repeat finds what the first one
    /// left
    /// behind when the process died; null without a key.
    /// </summary>
    public static string? WorkId(this Work work, ReadOnlyMemory<byte> request) => work.Key is { Fault: null } key
        ? Convert.ToHexStringLower(SHA256.HashData([.. key.Hash, .. SHA256.HashData(request.Span)]))
        : null;

    /// <summary>
    /// The same for work that takes several commits, each harmless to repeat: the answer is stored after the last of them. When the
    /// process dies in between, a repeat does the rest.
    /// </summary>
    public static async Task<Answer> WorkOnceAsync(
        this Work work, ModuleDatabase database, Func<ReadOnlyMemory<byte>> request, Func<Task<Answer>> run)
    {
        if (work.Key is not { } key)
        {
            return await run();
        }

        if (key.Fault is { } fault)
        {
            return fault;
        }

        var (hash, digest) = (key.Hash, SHA256.HashData(request().Span));
        if ((await database.Store.ReadAsync(reader => FindAsync(reader, hash), work.Ct))?.For(digest) is { } known)
        {
            return known;
        }

        var answer = await run();
        return await database.Store.WriteAsync(async transaction =>
        {
            await LockAsync(transaction, hash);
            var kept = await FindAsync(transaction, hash);
            return kept?.For(digest) ?? await StoreAsync(transaction, key, digest, answer, kept, database.Clock.GetUtcNow());
        });
    }

    /// <summary>The second of two requests with one key waits for the first one's answer, and does nothing itself.</summary>
    private static ValueTask LockAsync(ITransaction transaction, byte[] key) =>
        transaction.LockAsync($"idempotency {Convert.ToHexString(key)}");

    private static ValueTask<Kept?> FindAsync(IReader reader, byte[] key) => reader.FirstAsync(
        "select request, status, body, etag, location from idempotency where key = $1",
        static row => new Kept(row.Bytes(0), Answer.Stored((int)row.Int64(1), row.Bytes(2), row.Int64OrNull(3), row.TextOrNull(4))),
        key);

    private static async ValueTask<Answer> StoreAsync(
        ITransaction transaction, OnceKey key, byte[] digest, Answer answer, Kept? kept, DateTimeOffset now)
    {
        var refusal = answer.Refusal is { } said ? said with { TraceId = key.TraceId } : null;
        if (kept?.Says(refusal) is true)
        {
            return kept.Answer;
        }

        if (refusal?.IsOfForm is false)
        {
            return answer;
        }

        await transaction.SendAsync(
            """
            insert into idempotency (key, request, status, etag, location, body, at) values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (key) do update set status = excluded.status, etag = excluded.etag, location = excluded.location,
              body = excluded.body, at = excluded.at
            """,
            key.Hash, digest, answer.Number, answer.Version, answer.Location, SqlValue.Utf8(refusal?.ToJson() ?? answer.Body), now);
        return answer;
    }

    /// <summary>What is kept under a key.</summary>
    private sealed record Kept(byte[] Request, Answer Answer)
    {
        /// <summary>What a request under the key hears without being tried; null when it is tried.</summary>
        public Answer? For(byte[] digest) => !Request.AsSpan().SequenceEqual(digest)
            ? new Refusal(RefusalCode.KeyReused, "This Idempotency-Key was used for another request; use a new key.")
            : Answer.Refusal is null ? Answer : null;

        /// <summary>Whether a try ended just as the first one did: then that one is told of, in its trace.</summary>
        public bool Says(Refusal? refusal) => Answer.Refusal is { } first && refusal?.Code == first.Code
            && (refusal with { TraceId = first.TraceId }).ToJson().AsSpan().SequenceEqual(first.ToJson());
    }
}
