using System.Security.Cryptography;
using System.Text;
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
        var header = context.Request.Headers["Idempotency-Key"];
        if (header.Count == 0)
        {
            return database.Store.WriteAsync(write, context.RequestAborted);
        }

        var name = header.ToString();
        if (name.Length is 0 or > KeyLengthMax)
        {
            return Task.FromResult<Answer>(Problem.Invalid("Idempotency-Key", $"Must have 1 to {KeyLengthMax} characters."));
        }

        var key = Key(context, name);
        var digest = SHA256.HashData(request().Span);
        return database.Store.WriteAsync(
            async transaction => await KnownAsync(transaction, key, digest)
                ?? await StoreAsync(transaction, context, key, digest, await write(transaction), database.Clock.GetUtcNow()),
            context.RequestAborted);
    }

    private static byte[] Key(HttpContext context, string name) => SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Caller.Of(context)?.Subject, context.Request.Method, context.Request.Path.Value, name)));

    private static async ValueTask<Answer?> KnownAsync(ITransaction transaction, byte[] key, byte[] digest)
    {
        var known = await transaction.FirstAsync(
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
            await transaction.ExecuteAsync(
                "insert into idempotency (key, request, status, etag, location, body, at) values ($1, $2, $3, $4, $5, $6, $7)",
                key, digest, answer.Status, answer.Version, answer.Location, SqlValue.Utf8(answer.Problem?.Render(context) ?? answer.Body), now);
        }

        return answer;
    }
}
