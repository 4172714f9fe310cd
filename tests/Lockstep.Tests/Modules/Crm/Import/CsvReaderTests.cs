using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>The reader of CSV against an independent one, and in pieces of every size.</summary>
public sealed class CsvReaderTests
{
    private static readonly string[] Pieces = ["a", "ö佐", ",", "\"\"", "\n", "\r\n", " ", ";", "x,y", "\"\"\n"];

    [Fact]
    public void Well_formed_files_read_as_an_independent_reader_reads_them()
    {
        var cell = Gen.Elements(Pieces).ListOf().Select(pieces => $"\"{string.Concat(pieces)}\"");
        var plain = Gen.Elements("", "a", "ö b", "it's");
        var row = Gen.OneOf(cell, plain).ListOf(3).Select(cells => string.Join(',', cells.Prepend("k")));
        var file = row.NonEmptyListOf().Select(rows => string.Join("\r\n", rows));
        Prop.ForAll(
                Arb.From(file),
                Gen.Choose(1, 7).ToArbitrary(),
                (text, piece) => Task.Run(() => ReadAsync(text, piece)).GetAwaiter().GetResult().ShouldBe(Expected(text))
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Lines_count_as_a_person_counts_them()
    {
        var reader = Open("a,b\n\n1,\"x\ny\"\r\n2,z", piece: 3);
        var lines = new List<long>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.Line);
        }

        lines.ShouldBe([1, 3, 5]);
    }

    [Theory]
    [InlineData("\r", 1)]
    [InlineData("\r", 3)]
    [InlineData("\r\n", 1)]
    [InlineData("\n", 2)]
    public async Task A_bad_mark_costs_its_own_line_only_however_lines_end(string end, int piece)
    {
        var reader = Open(string.Join(end, "a,b", "1,\"x\"y", "2,z", "", "3,w"), piece);
        var found = new List<(long Line, bool IsBad)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            found.Add((reader.Line, reader.Fault is not null));
        }

        found.ShouldBe([(1, false), (2, true), (3, false), (5, false)]);
    }

    private static Lockstep.Imports.CsvReader Open(string text, int piece) =>
        new(new Lockstep.Imports.TextSource(new Trickle(Encoding.UTF8.GetBytes(text), piece), null));

    private static async Task<List<string>> ReadAsync(string text, int piece)
    {
        var reader = Open(text, piece);
        var rows = new List<string>();
        while (await reader.ReadAsync(default))
        {
            reader.Fault.ShouldBeNull();
            rows.Add(string.Join('|', Enumerable.Range(0, reader.Count).Select(reader.Text)));
        }

        return rows;
    }

    private static List<string> Expected(string text)
    {
        using var reader = CsvHelper.CsvReader.FromText(text, new CsvHelper.CsvReaderOptions { HasHeader = false });
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        }

        return rows;
    }

    /// <summary>A stream that comes a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
