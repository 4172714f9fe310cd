using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Lockstep.Bench.Load;

/// <summary>POST /api/customers, each with another name, e-mail and phone: one text whose digits are overwritten.</summary>
internal sealed class CreateRequests : IRequests
{
    private const string Digits = "000000000000";
    private static readonly StandardFormat Format = new('D', (byte)Digits.Length);
    private static long _last;
    private readonly byte[] _request;
    private readonly int[] _places;

    /// <param name="token">The access token; null for a server that wants none.</param>
    public CreateRequests(string? token)
    {
        var body = $$$"""
            {"name":"Customer {{{Digits}}}","email":"customer.{{{Digits}}}@bench.example","phone":"+49 30 {{{Digits}}}","address":{"line":"Hauptstrasse 12","city":"Berlin","postalCode":"10115","country":"Germany"}}
            """;
        var text = RequestText.Post("/api/customers", token, body);
        _request = Encoding.ASCII.GetBytes(text);
        _places = [.. Enumerable.Range(0, text.Length).Where(at => string.CompareOrdinal(text, at, Digits, 0, Digits.Length) == 0)];
    }

    public ReadOnlyMemory<byte> Next()
    {
        var number = Interlocked.Increment(ref _last);
        foreach (var place in _places)
        {
            Utf8Formatter.TryFormat(number, _request.AsSpan(place), out _, Format);
        }

        return _request;
    }
}
