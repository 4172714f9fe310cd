using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Aggregation;

/// <summary>
/// A JSON document that is sent while it is written, so that memory does not grow with it. Until the first part of it has gone out, an
/// error is answered like any other; then the connection breaks off, for a document that ends too early must not look whole.
/// </summary>
internal sealed class ExportDocument : IDisposable
{
    private const int PartSize = 65_536;
    private readonly HttpContext _context;
    private readonly string _name;
    private readonly MemoryStream _part = new();

    /// <param name="context">The request.</param>
    /// <param name="name">The name under which it is saved.</param>
    public ExportDocument(HttpContext context, string name)
    {
        (_context, _name) = (context, name);
        Json = new Utf8JsonWriter(_part, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>Sends what is written, when it is enough for a part.</summary>
    public Task SendPartAsync() => Json.BytesPending + _part.Length < PartSize ? Task.CompletedTask : SendAsync();

    /// <summary>Sends what is written.</summary>
    public async Task SendAsync()
    {
        await Json.FlushAsync(_context.RequestAborted);

        // Only with the first part: until then an error is answered with headers of its own.
        if (!_context.Response.HasStarted)
        {
            _context.Response.ContentType = "application/json; charset=utf-8";
            _context.Response.Headers.ContentDisposition = $"attachment; filename=\"{_name}\"";
        }

        await _context.Response.Body.WriteAsync(_part.GetBuffer().AsMemory(0, (int)_part.Length), _context.RequestAborted);
        _part.SetLength(0);
    }

    public void Dispose()
    {
        Json.Dispose();
        _part.Dispose();
    }
}
