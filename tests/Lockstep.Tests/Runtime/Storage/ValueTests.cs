using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class ValueTests : IDisposable
{
    private readonly TestStore _store = new();

    public static TheoryData<string> Texts =>
    [
        "", " ", "plain", "NUL \0 inside", "\0", "quote ' and \" and ; --", "Иван Иванов", "e\u0301 is not é", "שלום عليكم",
        "👩‍👩‍👧‍👦", "𝒳𝓎𝓏 𠜎", "\ue000 private", "\uffff\ufffe\ufdd0", "\u2028\u2029\u0085", new string('é', 300), new string('x', 100_000),
    ];

    public void Dispose() => _store.Dispose();

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_comes_back_as_it_went(string text)
    {
        (await RoundAsync(text, row => row.Text(0))).ShouldBe(text);
        (await RoundAsync(SqlValue.Utf8(System.Text.Encoding.UTF8.GetBytes(text)), row => row.TextOrNull(0))).ShouldBe(text);
        (await RoundAsync(text, row => row.IsNull(0))).ShouldBeFalse();
        (await TypeAsync(text)).ShouldBe("text");
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task A_whole_number_comes_back_as_it_went(long number)
    {
        (await RoundAsync(number, row => row.Int64(0))).ShouldBe(number);
        (await RoundAsync((long?)number, row => row.Int64OrNull(0))).ShouldBe(number);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Bytes_come_back_as_they_went(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        (await RoundAsync(bytes, row => row.Bytes(0))).ShouldBe(bytes);
        (await RoundAsync(bytes, row => row.IsNull(0))).ShouldBeFalse();
        (await TypeAsync(bytes)).ShouldBe("blob");
    }

    [Fact]
    public async Task Nothing_comes_back_as_nothing()
    {
        foreach (var nothing in new[] { SqlValue.Null, (string?)null, (byte[]?)null, (long?)null, (DateTimeOffset?)null, SqlValue.Utf8(null) })
        {
            (await RoundAsync(nothing, row => (row.IsNull(0), row.TextOrNull(0), row.Int64OrNull(0), row.InstantOrNull(0)))).ShouldBe((true, null, null, null));
        }
    }

    [Fact]
    public async Task Instants_truth_values_and_uuids_come_back_as_they_went()
    {
        var instant = new DateTimeOffset(1969, 12, 31, 23, 59, 59, 999, TimeSpan.FromHours(-5));
        var uuid = Guid.Parse("0192f0c1-0000-7abc-8def-0123456789ab");
        (await RoundAsync(instant, row => row.Instant(0))).ShouldBe(instant.ToUniversalTime());
        (await RoundAsync(uuid, row => row.Uuid(0))).ShouldBe(uuid);
        (await RoundAsync(uuid, row => Convert.ToHexStringLower(row.Bytes(0)))).ShouldBe(uuid.ToString("N"));
        (await RoundAsync(true, row => row.Int64(0))).ShouldBe(1);
    }

    [Fact]
    public async Task Parameters_go_by_their_numbers_in_whatever_order_the_statement_names_them()
    {
        (await ReadAsync("select $2 || '-' || $1 || '-' || $3 || '-' || $2", "a", "b", "c")).ShouldBe("b-a-c-b");
        (await ReadAsync("select $10 || $1 || $9 || $2 || $8 || $3 || $7 || $4 || $6 || $5", "1", "2", "3", "4", "5", "6", "7", "8", "9", "x")).ShouldBe("x192837465");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Too_few_or_too_many_values_are_refused(int count)
    {
        var values = new SqlValue[count];
        await Should.ThrowAsync<InvalidOperationException>(async () => await ReadAsync("select $1 || $2", values));
    }

    [Fact]
    public async Task A_value_of_an_earlier_run_does_not_linger_in_a_statement()
    {
        (await ReadAsync("select coalesce($1, 'nothing')", "something")).ShouldBe("something");
        (await ReadAsync("select coalesce($1, 'nothing')", SqlValue.Null)).ShouldBe("nothing");
    }

    [Fact]
    public async Task More_different_statements_than_a_connection_keeps_still_work()
    {
        var sum = await _store.WriteAsync(async transaction =>
        {
            var sum = 0L;
            for (var number = 0; number < 1_200; number++)
            {
                sum += await transaction.FirstAsync($"select {number} + $1", static row => row.Int64(0), 1);
                await transaction.ExecuteAsync(TestStore.Insert, $"note {number}");
            }

            return sum;
        });
        sum.ShouldBe(1_200L * 1_201 / 2);
        (await _store.NotesAsync()).Count.ShouldBe(1_200);
    }

    [Fact]
    public async Task Statements_that_look_alike_are_told_apart()
    {
        (await ReadAsync("select 'abcdefgh'")).ShouldBe("abcdefgh");
        (await ReadAsync("select 'abXdefgh'")).ShouldBe("abXdefgh");
    }

    [Fact]
    public async Task A_statement_that_failed_half_way_works_again()
    {
        await _store.AddAsync("taken");
        await Should.ThrowAsync<UniqueViolationException>(_store.AddAsync("taken"));
        await Should.ThrowAsync<FormatException>(_store.WriteAsync(transaction =>
            transaction.QueryAsync<int>("select id from notes", _ => throw new FormatException())));
        await _store.AddAsync("free");
        (await _store.NotesAsync()).ShouldBe(["taken", "free"]);
    }

    private async Task<T> RoundAsync<T>(SqlValue value, RowReader<T> read)
    {
        await _store.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("drop table if exists cells");
            await transaction.ExecuteAsync("create table cells (value any) strict");
            return await transaction.ExecuteAsync("insert into cells (value) values ($1)", value);
        });
        var rows = await _store.Store.ReadAsync(reader => reader.QueryAsync("select value from cells", read), CancellationToken.None);
        return rows.ShouldHaveSingleItem();
    }

    private async Task<string?> TypeAsync(SqlValue value) =>
        await _store.Store.ReadAsync(reader => reader.FirstAsync("select typeof($1)", static row => row.Text(0), value), CancellationToken.None);

    private async Task<string?> ReadAsync(string sql, params SqlValue[] values) =>
        await _store.Store.ReadAsync(reader => reader.FirstAsync(sql, static row => row.TextOrNull(0), values), CancellationToken.None);
}
