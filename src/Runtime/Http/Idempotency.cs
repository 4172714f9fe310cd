using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>
/// Makes a POST safe to repeat (draft-ietf-httpapi-idempotency-key-header): the answer is stored in the commit of the effect, under
/// caller, method, path and key, and given again to a repeat. Errors of ours (5xx) are not stored.
/// </summary>
public static class Idempotency
{
    private const int KeyLengthMax = 255;

    /// <summary>
    /// Commits a use case, once for each Idempotency-Key. Without the header it is an ordinary write.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="database">The module's database.</param>
    /// <param name="request">What the request asks for, in a form that is equal for equal requests.</param>
    /// <param name="write">The use case; see <see cref="IStore.WriteAsync{T}"/> for what it may do.</param>
    public static Task<Answer> WriteOnceAsync(
        this HttpContext context, ModuleDatabase database, Func<ReadOnlyMemory<byte>> request, Func<ITransaction, ValueTask<Answer>> write)
    {
        if (!TryReadKey(context, out var key, out var fault))
        {
            return fault is null ? database.Store.WriteAsync(write, context.RequestAborted) : Task.FromResult<Answer>(fault);
        }

        var digest = SHA256.HashData(request().Span);
        return database.Store.WriteAsync(
            async transaction =>
            {
                await LockAsync(transaction, key);
                return await KnownAsync(transaction, key, digest)
                    ?? await StoreAsync(transaction, context, key, digest, await write(transaction), database.Clock.GetUtcNow());
            },
            context.RequestAborted);
    }

    /// <summary>
    /// The answer that a repeat must hear, for a use case that works in another module before its own commit; null when it is no repeat. Its
    /// commit is <see cref="WriteOnceAsync"/> with the same request all the same, for the first one may still be under way.
    /// </summary>
    public static async ValueTask<Answer?> FindAnswerAsync(this HttpContext context, ModuleDatabase database, ReadOnlyMemory<byte> request)
    {
        if (!TryReadKey(context, out var key, out var fault))
        {
            return fault is null ? null : (Answer)fault;
        }

        var digest = SHA256.HashData(request.Span);
        return await database.Store.ReadAsync(reader => KnownAsync(reader, key, digest), context.RequestAborted);
    }

    /// <summary>
    /// What work in another module goes by: the same for repeats of one request under one Idempotency-Key, so that a repeat finds what the
    /// first one left behind when the process died; null without the header.
    /// </summary>
    public static string? WorkId(this HttpContext context, ReadOnlyMemory<byte> request) => TryReadKey(context, out var key, out _)
        ? Convert.ToHexStringLower(SHA256.HashData([.. key, .. SHA256.HashData(request.Span)]))
        : null;

    /// <summary>
    /// The same for work that takes several commits, each harmless to repeat: the answer is stored after the last of them. When the
    /// process dies in between, a repeat does the rest.
    /// </summary>
    public static async Task<Answer> WorkOnceAsync(
        this HttpContext context, ModuleDatabase database, Func<ReadOnlyMemory<byte>> request, Func<Task<Answer>> work)
    {
        if (!TryReadKey(context, out var key, out var fault))
        {
            return fault is null ? await work() : fault;
        }

        var digest = SHA256.HashData(request().Span);
        if (await database.Store.ReadAsync(reader => KnownAsync(reader, key, digest), context.RequestAborted) is { } known)
        {
            return known;
        }

        var answer = await work();
        return await database.Store.WriteAsync(async transaction =>
        {
            await LockAsync(transaction, key);
            return await KnownAsync(transaction, key, digest)
                ?? await StoreAsync(transaction, context, key, digest, answer, database.Clock.GetUtcNow());
        });
    }

    /// <summary>The second of two requests with one key waits for the first one's answer, and does nothing itself.</summary>
    private static ValueTask LockAsync(ITransaction transaction, byte[] key) => transaction.LockAsync($"idempotency {Convert.ToHexString(key)}");

    /// <summary>False without the header, or with one that can't be a key.</summary>
    private static bool TryReadKey(HttpContext context, out byte[] key, out Problem? fault)
    {
        (key, fault) = ([], null);
        var header = context.Request.Headers["Idempotency-Key"];
        if (header.Count == 0)
        {
            return false;
        }

        var name = header.ToString();
        if (name.Length is 0 or > KeyLengthMax)
        {
            fault = Problem.Invalid("Idempotency-Key", $"Must have 1 to {KeyLengthMax} characters.");
            return false;
        }

        key = Key(context, name);
        return true;
    }

    private static byte[] Key(HttpContext context, string name) => SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Caller.Of(context)?.Subject, context.Request.Method, context.Request.Path.Value, name)));

    private static async ValueTask<Answer?> KnownAsync(IReader reader, byte[] key, byte[] digest)
    {
        var known = await reader.FirstAsync(
            "select request, status, body, etag, location from idempotency where key = $1",
            static row => new
            {
                Request = row.Bytes(0),
                Answer = Answer.Stored((int)row.Int64(1), row.Bytes(2), row.Int64OrNull(3), row.TextOrNull(4)),
            },
            key);
        if (known is null)
        {
            return null;
        }

        return known.Request.AsSpan().SequenceEqual(digest)
            ? known.Answer
            : new Problem(422, "This Idempotency-Key was used for another request; use a new key.");
    }

    private static async ValueTask<Answer> StoreAsync(
        ITransaction transaction, HttpContext context, byte[] key, byte[] digest, Answer answer, DateTimeOffset now)
    {
        if (answer.Status < 500)
        {
            await transaction.SendAsync(
                "insert into idempotency (key, request, status, etag, location, body, at) values ($1, $2, $3, $4, $5, $6, $7)",
                key, digest, answer.Status, answer.Version, answer.Location, SqlValue.Utf8(answer.Problem?.Render(context) ?? answer.Body), now);
        }

        return answer;
    }
}
