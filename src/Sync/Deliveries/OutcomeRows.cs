using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Many outcomes as values of statements, which take them apart. What most outcomes have in common is left out, and so is what a statement
/// does not read: taking it apart costs as much as writing the rows.
/// </summary>
internal static class OutcomeRows
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What <see cref="Attempts"/> gives, as rows of a table called <c>given</c>; the value is <c>$1</c>.</summary>
    public static string AttemptsSql(SqlDialect dialect) =>
        dialect.Rows("$1", ["id", "took", "status", "anew"], ["cause", "message", "answer", "exchanges"]);

    /// <summary>
    /// What <see cref="Moves"/> gives: without a state it was delivered, without a count or an instant they are as they were, and now.
    /// </summary>
    public static string MovesSql(SqlDialect dialect) =>
        dialect.Rows("$1", ["id", "attempts", "due_at", "anew"],
            ["state", "cause", "message", "target_id", "payload", "fingerprint", "waiting_for"]);

    /// <summary>What <see cref="Links"/> gives.</summary>
    public static string LinksSql(SqlDialect dialect) => dialect.Rows("$1", ["id", "version"], ["flow", "subject", "target_id"]);

    /// <summary>What is noted down of each attempt.</summary>
    public static SqlValue Attempts(IReadOnlyList<Ended> all) => Each(all, static (json, outcome) =>
    {
        json.WriteNumber("took", (long)outcome.Took.TotalMilliseconds);
        if (outcome.Result.Status is { } status)
        {
            json.WriteNumber("status", status);
        }

        WriteFailure(json, outcome);
        Write(json, "answer", outcome.Result.Answer);
        Write(json, "exchanges", outcome.Exchanges.Count == 0 ? null
            : JsonSerializer.Serialize(outcome.Exchanges, ExchangeJson.Plain.IReadOnlyListExchange));
    });

    /// <summary>Where each delivery stands afterwards.</summary>
    public static SqlValue Moves(IReadOnlyList<Ended> all, DateTimeOffset now) => Each(all, (json, outcome) =>
    {
        if (outcome.Result.Cause is not null)
        {
            json.WriteString("state", outcome.State);
            json.WriteNumber("attempts", outcome.Delivery.Attempts + 1);
            json.WriteNumber("due_at", (now + (outcome.RetryIn ?? TimeSpan.Zero)).ToUnixTimeMilliseconds());
            WriteStandstill(json, outcome);
        }

        WriteFailure(json, outcome);
        Write(json, "target_id", outcome.Result.TargetId);

        // What it brought was read as it went: only so can a person see later what that was.
        if (outcome.Delivery.IsCurrent)
        {
            json.WriteString("payload", outcome.Delivery.Payload);
        }
    });

    /// <summary>Which records have a place in the target from now on.</summary>
    public static SqlValue Links(IReadOnlyList<Ended> all) => Each([.. all.Where(static one => one.Links)], static (json, outcome) =>
    {
        json.WriteNumber("version", outcome.Delivery.Version);
        json.WriteString("flow", outcome.Delivery.Flow);
        json.WriteString("subject", outcome.Delivery.Subject);
        Write(json, "target_id", outcome.Result.TargetId ?? Link.Deleted);
    });

    private static SqlValue Each(IReadOnlyList<Ended> all, Action<Utf8JsonWriter, AttemptOutcome> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * (all.Count + 1));
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartArray();
            foreach (var outcome in all.Select(static one => one.Outcome))
            {
                json.WriteStartObject();
                json.WriteNumber("id", outcome.Delivery.Id);
                write(json, outcome);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return SqlValue.Utf8(buffer.WrittenSpan.ToArray());
    }

    private static void WriteStandstill(Utf8JsonWriter json, AttemptOutcome outcome)
    {
        if (outcome.RetryIn is null)
        {
            var (flow, cause) = (outcome.Delivery.Flow, Causes.Word(outcome.Result.Cause));
            Write(json, "fingerprint", Fingerprint.Of(flow, cause, outcome.Result.Message));
        }
        else
        {
            Write(json, "waiting_for", outcome.WaitsFor?.Key);
        }
    }

    private static void WriteFailure(Utf8JsonWriter json, AttemptOutcome outcome)
    {
        Write(json, "cause", Causes.Word(outcome.Result.Cause));
        Write(json, "message", outcome.Result.Message);

        // It was erased before it was read, so what is said of it now is said of nobody who was erased since.
        if (outcome.Delivery.IsErased)
        {
            json.WriteNumber("anew", 1);
        }
    }

    /// <summary>
    /// What a target says is noted down whatever it is: letters that no store takes, and halves of letters, must not keep an attempt from
    /// the table, for it would be made again and again.
    /// </summary>
    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, Encoding.UTF8.GetBytes(text.Replace("\0", "", StringComparison.Ordinal)));
        }
    }
}
