using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>Sends CSV as a file to save, a chunk of lines at a time.</summary>
public static class CsvDownload
{
    /// <summary>The header for a file of this name.</summary>
    public static string Named(string file) => $"attachment; filename=\"{file}\"";

    /// <summary>
    /// Sends the header and all chunks. The first one is read before anything is sent, so that a database that is out of order still
    /// answers with a refusal. When a later one fails the connection breaks off: a file that ends too early must not look whole.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="disposition">The header that names the file for the person who saves it.</param>
    /// <param name="header">The first line.</param>
    /// <param name="next">Writes the next chunk of lines; false when there are none left.</param>
    /// <param name="shape">How it is written, when not plainly.</param>
    public static async Task SendAsync(
        HttpContext context, string disposition, string header, Func<CsvLines, ValueTask<bool>> next, CsvShape? shape = null)
    {
        var lines = new CsvLines(shape ?? CsvShape.Plain).Header(header);
        var more = await next(lines);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = disposition;
        while (true)
        {
            await context.Response.Body.WriteAsync(lines.Bytes, context.RequestAborted);
            if (!more)
            {
                return;
            }

            lines.Clear();
            more = await next(lines);
        }
    }
}
