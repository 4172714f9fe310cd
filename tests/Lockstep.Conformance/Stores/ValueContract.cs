using System.Text;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Stores;

/// <summary>Values come back as they went, whatever the store keeps them in.</summary>
public abstract class ValueContract : StoreContract
{
    private protected ValueContract(StoreBed bed)
        : base(bed)
    {
    }

    public static TheoryData<string> Texts =>
        [
            "", " ", "plain", "quote ' and \" and ; --", "$1 and :name and ?", "Иван Иванов", "e\u0301 is not é", "שלום عليكم",
            "👩‍👩‍👧‍👦",
            "𝒳𝓎𝓏 𠜎", "\ue000 private", "\uffff\ufffe\ufdd0", "\u0001\u001f", "\u2028\u2029\u0085", new string('é', 300),
            new string('x', 100_000),
        ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_comes_back_as_it_went(string text)
    {
        (await RoundAsync("text", text, static row => (row.IsNull(0), row.Text(0)))).ShouldBe((false, text));
        (await RoundAsync("text", SqlValue.Utf8(Encoding.UTF8.GetBytes(text)), static row => (row.IsNull(0), row.TextOrNull(0)))).ShouldBe(
            (false, text));
        (await RoundAsync("text", text, static row => row.Bytes(0))).ShouldBe(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public async Task Half_a_pair_of_surrogates_comes_back_as_a_replacement_character() =>
        (await RoundAsync("text", "a\ud800b", static row => row.Text(0))).ShouldBe("a\ufffdb");

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task A_whole_number_comes_back_as_it_went(long number)
    {
        (await RoundAsync("number", number, static row => (row.Int64(0), row.IsNull(0)))).ShouldBe((number, false));
        (await RoundAsync("number", (long?)number, static row => row.Int64OrNull(0))).ShouldBe(number);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Bytes_come_back_as_they_went(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        (await RoundAsync("data", bytes, static row => row.Bytes(0))).ShouldBe(bytes);
        (await RoundAsync("data", bytes, static row => row.IsNull(0))).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_comes_back_as_nothing_and_reads_as_zero_or_empty()
    {
        foreach (var (column, nothing) in new (string, SqlValue)[]
        {
            ("text", SqlValue.Null),
            ("data", SqlValue.Null),
            ("number", SqlValue.Null),
            ("text", (string?)null),
            ("text", SqlValue.Utf8(null)),
            ("data", (byte[]?)null),
            ("number", (long?)null),
            ("number", (DateTimeOffset?)null),
        })
        {
            await Bed.RunAsync("delete from notes");
            await Bed.RunAsync($"insert into notes (text, data, number) values (coalesce($1, 'none'), null, null)", (string?)null);
            (
                await Bed.QueryAsync(
                    "select data, number from notes",
                    static row => (row.IsNull(0), row.Bytes(0).Length, row.Int64OrNull(1), row.InstantOrNull(1), row.Int64(1)))
            ).ShouldBe([(true, 0, null, null, 0)]);
            if (column is not "text")
            {
                (await RoundAsync(column, nothing, static row => (row.IsNull(0), row.TextOrNull(0)))).ShouldBe((true, null));
            }
            else
            {
                (await Bed.QueryAsync("select nullif($1, '')", static row => (row.IsNull(0), row.Text(0)), nothing)).ShouldBe([(true, "")]);
            }
        }
    }

    [Fact]
    public async Task Instants_truth_values_and_uuids_come_back_as_they_went()
    {
        var instant = new DateTimeOffset(1969, 12, 31, 23, 59, 59, 999, TimeSpan.FromHours(-5));
        var uuid = Guid.Parse("0192f0c1-0000-7abc-8def-0123456789ab");
        (await RoundAsync("number", instant, static row => row.Instant(0))).ShouldBe(instant.ToUniversalTime());
        (await RoundAsync("data", uuid, static row => (row.Uuid(0), Convert.ToHexStringLower(row.Bytes(0))))).ShouldBe(
            (uuid, uuid.ToString("N")));
        (await RoundAsync("number", true, static row => row.Int64(0))).ShouldBe(1);
    }

    [Theory]
    [InlineData("select count(*) from notes", 0)]
    [InlineData("select exists (select 1 from notes)", 0)]
    [InlineData("select 1 = 1", 1)]
    [InlineData("select 7", 7)]
    [InlineData("select coalesce(sum(number), 0) from notes", 0)]
    [InlineData("select sum(n) from (select 20000000000 as n union all select 3) as few", 20_000_000_003)]
    [InlineData("select number from notes where 1 = 0", 0)]
    public async Task What_is_computed_reads_as_a_whole_number(string sql, long expected) =>
        (await Bed.NumberAsync(sql)).ShouldBe(expected);

    [Fact]
    public async Task Parameters_go_by_their_numbers_in_whatever_order_the_statement_names_them()
    {
        (await Bed.QueryAsync("select $2 || '-' || $1 || '-' || $3 || '-' || $2", static row => row.Text(0), "a", "b", "c")).ShouldBe([
            "b-a-c-b",
        ]);
        (
            await Bed.QueryAsync(
                "select $10 || $1 || $9 || $2 || $8 || $3 || $7 || $4 || $6 || $5", static row => row.Text(0), "1", "2", "3", "4", "5", "6",
                "7", "8", "9", "x")).ShouldBe(["x192837465"]);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[3,1,9223372036854775807]", "1,3,9223372036854775807")]
    public async Task The_numbers_of_a_list_are_found_one_by_one(string json, string expected)
    {
        foreach (var number in new[] { 1, 2, 3, long.MaxValue })
        {
            await Bed.RunAsync("insert into notes (text, number) values ($1, $2)", $"note {number}", number);
        }

        (
            await Bed.QueryAsync(
                $"select number from notes where {Bed.Store.Dialect.InIntegers("number", "$1")} order by number",
                static row => row.Int64(0), json)).ShouldBe(expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse));
        (
            await Bed.QueryAsync(
                $"select text from notes where {Bed.Store.Dialect.InTexts("text", "$1")}", static row => row.Text(0),
                "[\"note 2\",\"none\"]")).ShouldBe(["note 2"]);
    }

    [Fact]
    public async Task Texts_sort_by_their_bytes()
    {
        foreach (var text in new[] { "b", "a", "B", "Z", "é", "z", "я" })
        {
            await Bed.AddAsync(text);
        }

        (await Bed.QueryAsync("select text from notes order by text", static row => row.Text(0))).ShouldBe([
            "B", "Z", "a", "b", "z", "é", "я",
        ]);
    }

    [Fact]
    public async Task A_value_of_an_earlier_run_does_not_linger_in_a_statement()
    {
        foreach (var (value, expected) in new (string?, string)[]
        {
            ("something", "something"),
            (null, "nothing"),
            ("again", "again"),
            (null, "nothing"),
        })
        {
            (await Bed.QueryAsync("select coalesce($1, 'nothing')", static row => row.Text(0), value)).ShouldBe([expected]);
        }
    }

    [Fact]
    public async Task More_different_statements_than_a_connection_keeps_still_work()
    {
        var sum = await Bed.WriteAsync(async transaction =>
        {
            var sum = 0L;
            for (var number = 0; number < 1_200; number++)
            {
                sum += await transaction.FirstAsync($"select {number} + $1", static row => row.Int64(0), 1);
                sum += await transaction.FirstAsync($"select {number} + $1", static row => row.Int64(0), 1);
            }

            return sum;
        });
        sum.ShouldBe(1_200L * 1_201);
    }

    [Fact]
    public async Task A_text_with_a_NUL_is_refused_in_plain_words_and_leaves_nothing()
    {
        await Bed.AddAsync("before");
        foreach (var bad in new[] { "NUL \0 inside", SqlValue.Utf8("NUL \0 inside"u8.ToArray()) })
        {
            await Should.ThrowAsync<UnstorableTextException>(Bed.WriteAsync(async transaction =>
            {
                await transaction.ExecuteAsync(StoreBed.Insert, "beside");
                return await transaction.ExecuteAsync(StoreBed.Insert, bad);
            }));
            await Should.ThrowAsync<UnstorableTextException>(Bed.QueryAsync("select 1 from notes where text = $1", static row =>
                row.Int64(0), bad));
        }

        (await Bed.NotesAsync()).ShouldBe(["before"]);
    }

    private async Task<T> RoundAsync<T>(string column, SqlValue value, RowReader<T> read)
    {
        await Bed.RunAsync("delete from notes");
        await Bed.RunAsync(
            column is "text" ? "insert into notes (text) values ($1)" : $"insert into notes (text, {column}) values ('note', $1)", value);
        return (await Bed.QueryAsync($"select {column} from notes", read)).ShouldHaveSingleItem();
    }

    public sealed class On_SQLite() : ValueContract(StoreBed.OnSqlite());

    public sealed class On_PostgreSQL() : ValueContract(StoreBed.OnPostgres());
}
