using System.Buffers;
using System.Text;
using Lockstep.Backup;

namespace Lockstep.Tests.Backup;

/// <summary>Backups of years ago must still be read: what is written and hashed never changes within a format.</summary>
public sealed class RowEncodingTests
{
    private const string Golden =
        "00000008"
        + "000000000000002A"
        + "FFFFFFFF"
        + "00000005"
        + "4B61C3AC6F"
        + "00000000"
        + "00000003"
        + "00FF80"
        + "00000008"
        + "FFFFFFFFFFFFFFFF";

    [Fact]
    public void A_row_is_written_as_documented() => Convert.ToHexString(Row()).ShouldBe(Golden);

    [Fact]
    public async Task The_hash_of_a_table_is_that_of_its_rows_one_behind_the_other()
    {
        await using var rows = new RowStream(new MemoryStream([.. Row(), .. Row()]), columns: 6, isCopy: false);
        (await TableDigest.ReadAsync(rows, use: null, CancellationToken.None)).ShouldBe(
            new TableDigest(
                2, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Convert.FromHexString(Golden + Golden)))));
    }

    [Fact]
    public void What_was_written_is_read_and_NULL_is_not_empty()
    {
        ReadOnlySpan<byte> rest = Row();
        RowEncoding.Measure(rest, 6).ShouldBe(rest.Length);
        Convert.ToHexString(RowEncoding.At(rest, 2)).ShouldBe("000000054B61C3AC6F");
        RowEncoding.Next(ref rest, out _).ShouldBeTrue();
        RowEncoding.Next(ref rest, out _).ShouldBeFalse();
        RowEncoding.Next(ref rest, out var text).ShouldBeTrue();
        Encoding.UTF8.GetString(text).ShouldBe("Kaìo");
        RowEncoding.Next(ref rest, out var empty).ShouldBeTrue();
        empty.Length.ShouldBe(0);
    }

    [Fact]
    public void A_row_that_is_not_whole_is_waited_for_and_one_that_can_not_be_is_refused()
    {
        for (var length = 0; length < Row().Length; length++)
        {
            RowEncoding.Measure(Row().AsSpan(0, length), 6).ShouldBe(-1);
        }

        Should.Throw<InvalidDataException>(() => RowEncoding.Measure([0xff, 0xff, 0xff, 0xfe], 1));
    }

    [Fact]
    public async Task Rows_that_end_in_the_middle_of_one_are_refused()
    {
        await using var rows = new RowStream(new MemoryStream([.. Row(), .. Row()[..^1]]), columns: 6, isCopy: false);
        await Should.ThrowAsync<InvalidDataException>(() => TableDigest.ReadAsync(rows, use: null, CancellationToken.None));
    }

    [Fact]
    public async Task A_row_larger_than_any_buffer_comes_through_whole()
    {
        var large = new ArrayBufferWriter<byte>();
        RowEncoding.WriteBytes(large, new byte[5 << 20]);
        await using var rows = new RowStream(new MemoryStream(large.WrittenSpan.ToArray()), columns: 1, isCopy: false);
        (await TableDigest.ReadAsync(rows, use: null, CancellationToken.None)).Rows.ShouldBe(1);
    }

    private static byte[] Row()
    {
        var output = new ArrayBufferWriter<byte>();
        RowEncoding.WriteInteger(output, 42);
        RowEncoding.WriteNull(output);
        RowEncoding.WriteBytes(output, "Kaìo"u8);
        RowEncoding.WriteBytes(output, []);
        RowEncoding.WriteBytes(output, [0, 0xff, 0x80]);
        RowEncoding.WriteInteger(output, -1);
        return output.WrittenSpan.ToArray();
    }
}
