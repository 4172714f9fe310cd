using System.Text;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

/// <summary>What SQLite does with values besides the promises that both stores keep (<c>ValueContract</c>).</summary>
public sealed class ValueTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Texts_are_kept_as_texts_and_bytes_as_bytes_also_when_they_are_empty()
    {
        foreach (var text in new SqlValue[] { "", "plain", SqlValue.Utf8([]), SqlValue.Utf8("plain"u8.ToArray()) })
        {
            (await ReadAsync("select typeof($1)", text)).ShouldBe("text");
        }

        foreach (var bytes in new byte[][] { [], [0, 1, 2] })
        {
            (await ReadAsync("select typeof($1)", bytes)).ShouldBe("blob");
        }
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
    public async Task What_was_deleted_is_not_in_the_file_any_more()
    {
        const string Text = "a person who asked to be erased";
        await _store.AddAsync(Text);
        await _store.WriteAsync(transaction => transaction.ExecuteAsync("delete from notes"));
        _store.Reopen();
        (await File.ReadAllBytesAsync(_store.File, TestContext.Current.CancellationToken))
            .AsSpan()
            .IndexOf(Encoding.UTF8.GetBytes(Text))
            .ShouldBe(-1);
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

    private async Task<string?> ReadAsync(string sql, params SqlValue[] values) =>
        await _store.Store.ReadAsync(reader => reader.FirstAsync(sql, static row => row.TextOrNull(0), values), CancellationToken.None);
}
