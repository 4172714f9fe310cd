using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Matching;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.FirstMatch;

/// <summary>The statements about the records of a first match.</summary>
internal static class FirstMatchRecords
{
    /// <summary>Notes down what was read, each in its newest state; what is gone or not wanted any more goes.</summary>
    public static async ValueTask KeepAsync(
        ITransaction transaction, long run, Side side, MatchRules rules, IReadOnlyCollection<string> all,
        IReadOnlyList<FirstMatchRecord> records)
    {
        var (number, ids) = (FirstMatchRecord.NumberOf(side), SqlValue.List(all));
        var keys = records.SelectMany(one => KeysOf(one, rules)).ToList();
        await transaction.SendAsync(
            $"delete from first_match_keys where run = $1 and side = $2 and {transaction.Dialect.InTexts("record_id", "$3")}",
            run, number, ids);
        await transaction.SendAsync(
            $"delete from first_match_records where run = $1 and side = $2 and {transaction.Dialect.InTexts("record_id", "$3")}",
            run, number, ids);
        if (records.Count == 0)
        {
            return;
        }

        await transaction.InsertManyAsync(
            "first_match_records", ["run", "side", "record_id", "label", "forms", "verdict", "reason"],
            [.. records.Select(one => new SqlValue[]
            {
                run, number, one.Id, one.Label, JsonSerializer.Serialize(one.Forms, FirstMatchJson.Default.IReadOnlyListString),
                one.Verdict, one.Reason,
            })]);
        await transaction.InsertManyAsync(
            "first_match_keys", ["run", "key", "side", "record_id", "rule", "is_word"],
            [.. keys.Select(key => new SqlValue[] { run, key.Key.Number, number, key.Id, key.Key.Rule, key.Key.IsWord ? 1 : 0 })]);
    }

    /// <summary>Some records behind a place, in the order of their rows.</summary>
    /// <param name="reader">The read.</param>
    /// <param name="run">The first match.</param>
    /// <param name="after">The number of the row before.</param>
    /// <param name="limit">The most records.</param>
    /// <param name="side">Only those of a side; null for both.</param>
    /// <param name="verdict">Only those with a verdict; null for all.</param>
    public static ValueTask<IReadOnlyList<FirstMatchRecord>> ReadAsync(
        IReader reader, long run, long after, int limit, Side? side = null, string? verdict = null)
    {
        var of = side is { } one ? FirstMatchRecord.NumberOf(one) : (long?)null;
        return (of, verdict) switch
        {
            (null, null) => reader.QueryAsync(
                $"select {FirstMatchRecord.Columns} from first_match_records where run = $1 and id > $2 order by id limit $3",
                FirstMatchRecord.Read, run, after, limit),
            ({ } number, null) => reader.QueryAsync(
                $"select {FirstMatchRecord.Columns} from first_match_records where run = $1 and side = $4 and id > $2 order by id limit $3",
                FirstMatchRecord.Read, run, after, limit, number),
            (null, { } word) => reader.QueryAsync(
                $"""
                select {FirstMatchRecord.Columns} from first_match_records
                where run = $1 and verdict = $4 and id > $2 order by id limit $3
                """,
                FirstMatchRecord.Read, run, after, limit, word),
            ({ } number, { } word) => reader.QueryAsync(
                $"""
                select {FirstMatchRecord.Columns} from first_match_records
                where run = $1 and side = $4 and verdict = $5 and id > $2 order by id limit $3
                """,
                FirstMatchRecord.Read, run, after, limit, number, word),
        };
    }

    /// <summary>How many records of each side have which verdict.</summary>
    public static ValueTask<IReadOnlyList<(Side Side, string? Verdict, long Count)>> CountAsync(IReader reader, long run) =>
        reader.QueryAsync(
        "select side, verdict, count(*) from first_match_records where run = $1 group by side, verdict",
        static row => (row.Int64(0) == 0 ? Side.Left : Side.Right, row.TextOrNull(1), row.Int64(2)), run);

    /// <summary>Notes down what was decided.</summary>
    public static ValueTask DecideAsync(
        ITransaction transaction, long run, IReadOnlyList<FirstMatchRecord> decided) => transaction.SendAsync(
        $"""
        update first_match_records set verdict = given.verdict, partner = given.partner, reason = given.reason,
          candidates = given.candidates
        from {transaction.Dialect.Rows("$2", ["number"], ["verdict", "partner", "reason", "candidates"])}
        where first_match_records.run = $1 and first_match_records.id = given.number
        """,
        run, SqlValue.Utf8(Write(decided)));

    /// <summary>Notes down that two were linked.</summary>
    public static ValueTask LinkAsync(ITransaction transaction, long run, string left, string right) => transaction.SendAsync(
        """
        update first_match_records set verdict = 'linked', partner = case when side = 0 then $3 else $2 end
        where run = $1 and ((side = 0 and record_id = $2) or (side = 1 and record_id = $3))
        """,
        run, left, right);

    private static IEnumerable<(string Id, MatchKey Key)> KeysOf(FirstMatchRecord record, MatchRules rules) => record.Forms.Count == 0 ? []
        : rules.KeysOf(record.Forms).DistinctBy(static key => key.Number).Select(key => (record.Id, key));

    private static byte[] Write(IReadOnlyList<FirstMatchRecord> decided)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var one in decided)
        {
            json.WriteStartObject();
            json.WriteNumber("number", one.Number);
            json.WriteString("verdict", one.Verdict);
            json.WriteString("partner", one.Partner);
            json.WriteString("reason", one.Reason);
            json.WriteString("candidates", one.Candidates);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
